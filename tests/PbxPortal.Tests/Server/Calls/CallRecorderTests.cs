using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Server.Calls;

/// <summary>Finished calls reach the store off the way of the messages, and what is lost is counted.</summary>
public sealed class CallRecorderTests
{
    private readonly CallBench _bench = new();

    [Fact]
    public async Task Waits_for_a_store_that_does_not_take_them()
    {
        _bench.Store.IsBroken = true;
        Miss();
        var storing = _bench.Recorder.StoreAsync(TestContext.Current.CancellationToken); // Waits for its second try when this returns.
        Assert.False(storing.IsCompleted);

        _bench.Store.IsBroken = false;
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await storing;

        Assert.Single(_bench.Store.Calls);
        Assert.Equal(0, _bench.Recorder.Lost);
    }

    [Fact]
    public async Task Stores_the_last_ones_when_it_is_stopped()
    {
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();
        Miss();
        Miss();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Recorder.RunAsync(stopping.Token));

        Assert.Equal(2, _bench.Store.Calls.Count);
    }

    [Fact]
    public async Task Stores_one_that_ends_alone_at_once_and_those_after_it_together()
    {
        using var stopping = new CancellationTokenSource();
        Miss();
        var running = _bench.Recorder.RunAsync(stopping.Token); // Rests when this returns.
        Assert.Single(_bench.Store.Calls);

        Miss();
        Miss();
        Assert.Single(_bench.Store.Calls);
        while (_bench.Store.Calls.Count < 3)
        {
            _bench.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        Assert.Equal(2, _bench.Store.Groups);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Counts_what_finds_no_room()
    {
        for (var call = 0; call < CallRecorder.Capacity + 7; call++)
        {
            Miss();
        }

        Assert.Equal(7, _bench.Recorder.Lost);
        await _bench.Recorder.StoreAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CallRecorder.Capacity, _bench.Store.Calls.Count);
    }

    private void Miss() => _bench.Book.Finish(_bench.Book.Begin(CallBench.Offer()), CallResult.Unavailable, 480);
}
