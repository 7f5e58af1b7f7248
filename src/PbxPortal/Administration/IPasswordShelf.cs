using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>
/// Holds the new passwords of many users for the account that made them, for a quarter of an hour and in memory alone: a page that shows
/// them once may be cut off. Nobody else gets them, and they go when the account says that it has them.
/// </summary>
public interface IPasswordShelf
{
    /// <summary>Something was put on the shelf or went; raised on any thread.</summary>
    event Action? Changed;

    /// <returns>The id to take them away with; <c>null</c>: whoever asks has no account.</returns>
    long? Put(ClaimsPrincipal who, string what, IReadOnlyList<GeneratedPassword> passwords);

    /// <summary>What lies there for the account, the latest first.</summary>
    IReadOnlyList<ShelvedPasswords> Of(ClaimsPrincipal who);

    /// <summary>The account has them: they go.</summary>
    void Take(ClaimsPrincipal who, long id);
}
