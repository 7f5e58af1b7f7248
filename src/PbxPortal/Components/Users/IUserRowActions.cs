namespace PbxPortal.Components.Users;

/// <summary>What a row can ask of its page. Handed down once, so that a row renders only when its own values change.</summary>
public interface IUserRowActions
{
    Task EditAsync(long userId);

    Task NewPasswordAsync(long userId);

    Task SetEnabledAsync(long userId, bool isEnabled);

    Task DeleteAsync(long userId);
}
