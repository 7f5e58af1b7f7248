using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;

namespace PbxPortal.Components.Live;

/// <summary>Follows the live calls on behalf of one component, four times a second at most.</summary>
/// <remarks>Confined to the renderer's dispatcher: start it in <c>OnAfterRender</c> and every snapshot arrives there.</remarks>
internal sealed class CallWatch(IPortalCalls calls, TimeProvider timeProvider, Func<Task> drawn) : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Whoever has drawn for long waits as long again, so that a storm of calls leaves the server time for them.</summary>
    private readonly StreamWatch _watch = new(timeProvider, Interval, work => work, drawn);

    /// <summary>Starts over whenever it is called again.</summary>
    public void Start(ClaimsPrincipal who, Action<CallSnapshot> apply, Action<Exception> failed) =>
        _watch.Start(token => calls.WatchAsync(who, token), apply, failed);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();
}
