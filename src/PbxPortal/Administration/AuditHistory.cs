using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Reads the audit with the eyes of whoever asks.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class AuditHistory(AuditLog log, IUserDirectory directory) : IAuditHistory
{
    public Task<IReadOnlyList<AuditLine>> ReadAsync(ClaimsPrincipal who, long? beforeId, int limit, CancellationToken cancellationToken)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Admin))
        {
            throw new UnauthorizedAccessException("This needs the role admin in a domain.");
        }

        // An owner sees the lines of domains that were deleted, too.
        long[]? domainIds = PortalAccess.HasAnywhere(who, PortalRole.Owner)
            ? null
            : [.. directory.Domains.Select(domain => domain.Id).Where(id => PortalAccess.Has(who, PortalRole.Admin, id))];
        return log.ReadAsync(domainIds, beforeId, limit, cancellationToken);
    }
}
