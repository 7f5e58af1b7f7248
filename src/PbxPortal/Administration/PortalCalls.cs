using System.Runtime.CompilerServices;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Reads the calls with the eyes of whoever asks.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PortalCalls(ICalls calls, CallRecorder recorder, SqliteCallStore store, IUserDirectory directory) : IPortalCalls
{
    public long Lost => recorder.Lost;

    public CallSnapshot Read(ClaimsPrincipal who) => CallSight.Of(calls.Read(), who);

    public async IAsyncEnumerable<CallSnapshot> WatchAsync(
        ClaimsPrincipal who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in calls.WatchAsync(cancellationToken))
        {
            yield return CallSight.Of(snapshot, who);
        }
    }

    public async Task<IReadOnlyList<Call>> ReadFinishedAsync(
        ClaimsPrincipal who, CallFilter filter, CancellationToken cancellationToken)
    {
        var domainIds = PortalAccess.VisibleDomains(who, directory).Select(domain => domain.Id).ToList();
        var found = await store.ReadAsync(domainIds, PortalAccess.HasAnywhere(who, PortalRole.Owner), filter, cancellationToken);
        return [.. found.Select(call => CallSight.Of(call, who)).OfType<Call>()];
    }
}
