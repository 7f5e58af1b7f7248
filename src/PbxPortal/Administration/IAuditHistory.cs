using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>Reads who changed what in the domains that one manages; what concerns no domain is for owners.</summary>
internal interface IAuditHistory
{
    /// <summary>Newest first.</summary>
    /// <param name="beforeId">Continues below this line; <c>null</c>: from the newest.</param>
    Task<IReadOnlyList<AuditLine>> ReadAsync(ClaimsPrincipal who, long? beforeId, int limit, CancellationToken cancellationToken);
}
