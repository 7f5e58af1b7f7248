using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>Credential commands of pages and API, with the permission checked here and written to the audit.</summary>
/// <remarks>
/// Every method asks for <see cref="Accounts.PortalPolicies.ManageUsers"/> in the user's domain and throws
/// <see cref="UnauthorizedAccessException"/> without it. When a method returns, the in-memory directory shows the change.
/// </remarks>
public interface ICredentialAdministration
{
    /// <summary>Makes a credential for one device of the user, with a generated name and password.</summary>
    /// <param name="label">What the device is, in anybody's words.</param>
    /// <returns><c>null</c> when there is no such user.</returns>
    Task<NewCredential?> AddAsync(ClaimsPrincipal who, long userId, string label, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes a credential: the devices that are registered with it are logged out at once, and refused from then on. The
    /// user's own comes back with a new password.
    /// </summary>
    /// <returns><c>false</c> when the user has no such credential, or it was revoked before.</returns>
    Task<bool> RevokeAsync(ClaimsPrincipal who, long userId, long credentialId, CancellationToken cancellationToken);
}
