using System.Security.Claims;

namespace PbxPortal.Accounts;

/// <summary>Refused sign-ins, for the administrators of the whole server; everybody else gets an <see cref="UnauthorizedAccessException"/>.</summary>
public interface IFailedSignIns
{
    /// <summary>Those of the last seven days, the latest first, a hundred at most.</summary>
    Task<IReadOnlyList<FailedSignIn>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken);

    /// <summary>Lets a locked account try again at once.</summary>
    /// <returns><c>false</c>: there is no such account, or it is not locked.</returns>
    Task<bool> UnlockAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken);
}
