using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Live;

/// <summary>Follows the live feed on behalf of one component, at most five batches a second, fewer where the server has no time for more.</summary>
/// <remarks>Confined to the renderer's dispatcher: start it in <c>OnAfterRender</c> and every batch arrives there.</remarks>
internal sealed class FeedWatch(IRegistrationFeed feed, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>The feed coalesces meanwhile; the first change after a quiet moment is shown at once.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource? _leaving;
    private Task _watching = Task.CompletedTask;

    /// <summary>Starts over, with a snapshot, whenever it is called again, be it twice in a row.</summary>
    public void Start(Func<long, bool> sees, Action<FeedBatch> apply, Action<Exception> failed)
    {
        _leaving?.Cancel();
        _leaving = new CancellationTokenSource();
        _watching = WatchAsync(_watching, sees, apply, failed, _leaving);
    }

    public async ValueTask DisposeAsync()
    {
        if (_leaving is { } leaving)
        {
            _leaving = null;
            await leaving.CancelAsync();
        }

        await _watching;
    }

    /// <summary>Waits until the watch before it has ended, so that no batch of the old one comes after the new snapshot.</summary>
    private async Task WatchAsync(
        Task earlier, Func<long, bool> sees, Action<FeedBatch> apply, Action<Exception> failed, CancellationTokenSource leaving)
    {
        var token = leaving.Token;
        try
        {
            await earlier;
            await foreach (var batch in feed.WatchAsync(sees, token))
            {
                var begun = timeProvider.GetTimestamp();
                apply(batch); // Draws too: the renderer does so at once when it is told on its own dispatcher.
                var pause = feed.PauseAfter(timeProvider.GetElapsedTime(begun));
                await Task.Delay(pause > Interval ? pause : Interval, timeProvider, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The reader left the page, or another watch takes over.
        }
#pragma warning disable CA1031 // The page says that it is no longer live, whatever the reason; silence would be a lie.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failed(failure);
        }
        finally
        {
            if (_leaving == leaving)
            {
                _leaving = null;
            }

            leaving.Dispose();
        }
    }
}
