using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Accounts;

/// <summary>What other programs sign in with, for owners; each change is written to the audit.</summary>
/// <remarks>Every method asks for <see cref="PortalPolicies.Own"/> in all domains.</remarks>
public interface IApiKeyAdministration
{
    /// <summary>By name, revoked ones too; never a key itself.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken);

    /// <returns>The key, to be shown once; or the mistakes.</returns>
    Task<(string? Key, ImmutableArray<Mistake> Mistakes)> CreateAsync(
        ClaimsPrincipal who, string name, RoleGrant grant, CancellationToken cancellationToken);

    /// <returns><c>false</c> when there is no such key that is still good.</returns>
    Task<bool> RevokeAsync(ClaimsPrincipal who, string name, CancellationToken cancellationToken);
}
