using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>Reads the activity of the domains that one may see; lines of no domain are for owners.</summary>
public interface IActivityHistory
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ActivityLine>> ReadAsync(ClaimsPrincipal who, ActivityFilter filter, CancellationToken cancellationToken);

    /// <summary>How many refreshes were answered in the last 24 hours in the domains that one may see.</summary>
    Task<long> CountRefreshesAsync(ClaimsPrincipal who, CancellationToken cancellationToken);
}
