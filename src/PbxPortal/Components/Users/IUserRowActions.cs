namespace PbxPortal.Components.Users;

/// <summary>What a row can ask of its page. Handed down once, so that a row renders only when its own values change.</summary>
public interface IUserRowActions
{
    void Open(long userId);

    /// <summary>Selects the user or takes him out again.</summary>
    /// <param name="extends">Everybody between the last one that was selected and this one too.</param>
    Task MarkAsync(long userId, bool extends);

    /// <summary>A row's menu opened or closed: while one is open, no row moves.</summary>
    void MenuToggled(bool isOpen);

    Task EditAsync(long userId);

    Task NewPasswordAsync(long userId);

    Task SetEnabledAsync(long userId, bool isEnabled);

    Task DeleteAsync(long userId);
}
