using System.Security.Claims;

namespace PbxPortal.Accounts;

/// <summary>Who of the phone users may sign in to the portal himself. It takes <see cref="PortalRole.Admin"/> in the user's domain.</summary>
public interface IUserSignIns
{
    /// <returns><c>null</c>: there is no such user.</returns>
    Task<UserSignIn?> FindAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken);

    /// <summary>Makes the link by which the user chooses his portal password; it takes the place of an earlier one.</summary>
    /// <returns>The token, to be shown once; <c>null</c>: there is no such user.</returns>
    Task<string?> InviteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken);

    /// <summary>Takes his sign-in away and signs him out, at once.</summary>
    /// <returns><c>false</c>: there is no such user, or he had none.</returns>
    Task<bool> RemoveAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken);
}
