using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>What changed within the last 24 hours in the domains that one may see: the first thing to look at when phones are away.</summary>
public interface IChangeHistory
{
    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<ChangeLine>> ReadAsync(ClaimsPrincipal who, int limit, CancellationToken cancellationToken);
}
