using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Live;

/// <summary>Follows the live feed on behalf of one component, at most five batches a second.</summary>
/// <remarks>Confined to the renderer's dispatcher: start it in <c>OnAfterRender</c> and every batch arrives there.</remarks>
internal sealed class FeedWatch(IRegistrationFeed feed, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>The feed coalesces meanwhile; the first change after a quiet moment is shown at once.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource? _leaving;
    private Task _watching = Task.CompletedTask;

    /// <summary>Starts over, with a snapshot, whenever it is called again.</summary>
    public async Task StartAsync(Func<long, bool> sees, Action<FeedBatch> apply, Action<Exception> failed)
    {
        await StopAsync();
        _leaving = new CancellationTokenSource();
        _watching = WatchAsync(sees, apply, failed, _leaving.Token);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        if (_leaving is { } leaving)
        {
            _leaving = null;
            await leaving.CancelAsync();
            await _watching;
            leaving.Dispose();
        }
    }

    private async Task WatchAsync(
        Func<long, bool> sees, Action<FeedBatch> apply, Action<Exception> failed, CancellationToken leaving)
    {
        try
        {
            await foreach (var batch in feed.WatchAsync(sees, leaving))
            {
                apply(batch);
                await Task.Delay(Interval, timeProvider, leaving);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The reader left the page.
        }
#pragma warning disable CA1031 // The page says that it is no longer live, whatever the reason; silence would be a lie.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failed(failure);
        }
    }
}
