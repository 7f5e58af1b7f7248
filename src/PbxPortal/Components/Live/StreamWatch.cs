namespace PbxPortal.Components.Live;

/// <summary>Follows a stream of what there is and what changes on behalf of one component, never faster than an interval.</summary>
/// <param name="interval">Between two items at least; the stream coalesces meanwhile. Of five intervals a browser is shown five items at most.</param>
/// <param name="pauseAfter">How long to wait at least after so much work.</param>
/// <param name="drawn">Ends when the browser has what the component last drew: no item is taken before.</param>
/// <remarks>Confined to the renderer's dispatcher: start it there, as in <c>OnInitialized</c>, and every item arrives there.</remarks>
internal sealed class StreamWatch(TimeProvider timeProvider, TimeSpan interval, Func<TimeSpan, TimeSpan> pauseAfter, Func<Task> drawn)
    : IAsyncDisposable
{
    private const int Span = 5;

    private readonly Queue<long> _drawings = new(Span); // When the browser had the last ones.
    private CancellationTokenSource? _leaving;
    private Task _watching = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Starts over whenever it is called again, be it twice in a row.</summary>
    public void Start<T>(Func<CancellationToken, IAsyncEnumerable<T>> open, Action<T> apply, Action<Exception> failed)
    {
        if (_isDisposed)
        {
            return; // The reader left the page before it had begun.
        }

        _leaving?.Cancel();
        _leaving = new CancellationTokenSource();
        _watching = WatchAsync(_watching, open, apply, failed, _leaving);
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (_leaving is { } leaving)
        {
            _leaving = null;
            await leaving.CancelAsync();
        }

        await _watching;
    }

    /// <summary>Waits until the watch before it has ended, so that no batch of the old one comes after the new snapshot.</summary>
    private async Task WatchAsync<T>(
        Task earlier, Func<CancellationToken, IAsyncEnumerable<T>> open, Action<T> apply, Action<Exception> failed, CancellationTokenSource leaving)
    {
        var token = leaving.Token;
        try
        {
            await earlier;
            await foreach (var item in open(token))
            {
                var begun = timeProvider.GetTimestamp();
                apply(item); // Draws too: the renderer does so at once when it is told on its own dispatcher.
                var pause = pauseAfter(timeProvider.GetElapsedTime(begun));
                var pausing = Task.Delay(pause > interval ? pause : interval, timeProvider, token);
                await drawn().WaitAsync(token);
                _drawings.Enqueue(timeProvider.GetTimestamp());
                await pausing;
                await Task.Delay(UntilNext(), timeProvider, token);
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

    /// <summary>
    /// What was long on its way to the browser is followed sooner there than it was sent: so the pace is kept by when the browser had the
    /// fifth last, too.
    /// </summary>
    private TimeSpan UntilNext()
    {
        if (_drawings.Count < Span)
        {
            return TimeSpan.Zero;
        }

        var left = (interval * Span) - timeProvider.GetElapsedTime(_drawings.Dequeue());
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
