using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>User commands of pages and API, with the permission checked here and written to the audit.</summary>
/// <remarks>
/// Every method asks for <see cref="Accounts.PortalPolicies.ManageUsers"/> in the user's domain and throws
/// <see cref="UnauthorizedAccessException"/> without it. When a method returns, the in-memory directory shows the change.
/// </remarks>
public interface IUserAdministration
{
    Task<SaveUserResult> AddAsync(ClaimsPrincipal who, UserDraft draft, CancellationToken cancellationToken);

    Task<SaveUserResult> EditAsync(ClaimsPrincipal who, long userId, UserDraft draft, CancellationToken cancellationToken);

    /// <summary>Disabling ends all bindings of the user at once.</summary>
    /// <returns><c>false</c> when there is no such user.</returns>
    Task<bool> SetEnabledAsync(ClaimsPrincipal who, long userId, bool isEnabled, CancellationToken cancellationToken);

    /// <summary>Deletes the user with devices, blocks and credentials; bindings end at once, the activity stays.</summary>
    Task<bool> DeleteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken);

    /// <summary>Replaces the user's own password by a generated one and returns it, to be shown once; <c>null</c>: no such user.</summary>
    Task<string?> NewPasswordAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken);
}
