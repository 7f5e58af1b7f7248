using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>Reads who changed what in the domains that one manages; what concerns no domain is for owners.</summary>
public interface IAuditHistory
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<AuditLine>> ReadAsync(ClaimsPrincipal who, AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>Who stands in the latest of the lines that one may read, by name.</summary>
    Task<IReadOnlyList<string>> ListActorsAsync(ClaimsPrincipal who, CancellationToken cancellationToken);
}
