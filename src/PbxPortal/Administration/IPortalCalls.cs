using System.Security.Claims;
using PbxPortal.Server.Calls;

namespace PbxPortal.Administration;

/// <summary>The calls of the domains that one may see, live and finished. Of the other end, where it is somebody else's, the address and no more.</summary>
public interface IPortalCalls
{
    /// <summary>Those under way now, the oldest first.</summary>
    CallSnapshot Read(ClaimsPrincipal who);

    /// <summary>Those under way now, and then after each change; what changes while the caller is busy comes as one.</summary>
    IAsyncEnumerable<CallSnapshot> WatchAsync(ClaimsPrincipal who, CancellationToken cancellationToken);

    /// <summary>Finished calls of all domains that could not be written down since the start, as the disk took nothing for too long; they are in no history.</summary>
    long Lost { get; }

    /// <summary>Those that are over, the one that ended last first.</summary>
    Task<IReadOnlyList<Call>> ReadFinishedAsync(ClaimsPrincipal who, CallFilter filter, CancellationToken cancellationToken);
}
