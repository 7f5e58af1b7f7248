using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Live;

/// <summary>Follows the live feed on behalf of one component, at most five batches a second, fewer where server or browser have no time for more.</summary>
/// <remarks>Confined to the renderer's dispatcher: start it there, as in <c>OnInitialized</c>, and every batch arrives there.</remarks>
internal sealed class FeedWatch(IRegistrationFeed feed, TimeProvider timeProvider, Func<Task> drawn) : IAsyncDisposable
{
    /// <summary>The feed coalesces meanwhile; the first change after a quiet moment is shown at once.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly StreamWatch _watch = new(timeProvider, Interval, feed.PauseAfter, drawn);

    /// <summary>Starts over, with a snapshot, whenever it is called again, be it twice in a row.</summary>
    public void Start(Func<long, bool> sees, Action<FeedBatch> apply, Action<Exception> failed) =>
        _watch.Start(token => feed.WatchAsync(sees, token), apply, failed);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();
}
