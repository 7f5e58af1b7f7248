using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Reads the audit with the eyes of whoever asks.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class AuditHistory(AuditLog log, IUserDirectory directory) : IAuditHistory
{
    public Task<IReadOnlyList<AuditLine>> ReadAsync(ClaimsPrincipal who, AuditFilter filter, CancellationToken cancellationToken) =>
        log.ReadAsync(DomainIdsOf(who), filter, cancellationToken);

    public Task<IReadOnlyList<string>> ListActorsAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        log.ListActorsAsync(DomainIdsOf(who), cancellationToken);

    /// <returns><c>null</c>: all lines. An owner sees the lines of domains that were deleted, too.</returns>
    private IReadOnlyList<long>? DomainIdsOf(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Admin))
        {
            throw new UnauthorizedAccessException("This needs the role admin in a domain.");
        }

        return PortalAccess.HasAnywhere(who, PortalRole.Owner)
            ? null
            : [.. directory.Domains.Select(domain => domain.Id).Where(id => PortalAccess.Has(who, PortalRole.Admin, id))];
    }
}
