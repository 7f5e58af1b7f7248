using System.Collections.Immutable;
using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>Domain commands; every method asks for <see cref="Accounts.PortalPolicies.Own"/>.</summary>
public interface IDomainAdministration
{
    /// <returns>The mistakes; none: it was saved, and the directory shows it.</returns>
    Task<ImmutableArray<Mistake>> AddAsync(ClaimsPrincipal who, DomainDraft draft, CancellationToken cancellationToken);

    /// <summary>A new name keeps the old realm, for it is part of every HA1.</summary>
    Task<ImmutableArray<Mistake>> EditAsync(ClaimsPrincipal who, long domainId, DomainDraft draft, CancellationToken cancellationToken);

    /// <summary>Refused with a mistake while the domain has users.</summary>
    Task<ImmutableArray<Mistake>> DeleteAsync(ClaimsPrincipal who, long domainId, CancellationToken cancellationToken);
}
