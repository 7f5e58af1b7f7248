using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Accounts;

/// <summary>Account commands; every method asks for <see cref="PortalPolicies.Own"/>.</summary>
public interface IAccountAdministration
{
    Task<IReadOnlyList<AccountSummary>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken);

    /// <returns>The generated password, to be shown once, or the mistakes.</returns>
    Task<(string? Password, ImmutableArray<Mistake> Mistakes)> AddAsync(
        ClaimsPrincipal who, string name, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken);

    /// <summary>Replaces all grants; the last enabled owner cannot be demoted or disabled. Open sessions follow within seconds.</summary>
    Task<ImmutableArray<Mistake>> EditAsync(
        ClaimsPrincipal who, long accountId, bool isEnabled, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken);

    /// <summary>A generated password, to be shown once; ends the account's sessions and lifts its lock.</summary>
    Task<string?> NewPasswordAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken);

    /// <summary>For somebody who has lost his authenticator app: his password alone signs him in until he sets another one up.</summary>
    /// <returns><c>false</c>: there is no such account, or it has no second step.</returns>
    Task<bool> ResetSecondFactorAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken);

    /// <returns>The mistakes; none: it is gone.</returns>
    Task<ImmutableArray<Mistake>> DeleteAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken);
}
