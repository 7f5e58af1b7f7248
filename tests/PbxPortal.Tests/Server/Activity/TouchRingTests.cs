using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server.Activity;

/// <summary>The loop notes what it touched; the pump reads it, or learns that it came too late.</summary>
public sealed class TouchRingTests : IDisposable
{
    private readonly TouchRing _ring = new();
    private readonly Dictionary<long, long> _read = [];
    private long _position;

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Gives_back_what_was_added_once_per_device()
    {
        _ring.Add([new(11, 1), new(12, 2), new(11, 1)]);

        Assert.True(_ring.TryRead(ref _position, _read));
        Assert.Equal((3, 3), (_position, _ring.Written));
        Assert.Equal([(1, 11), (2, 12)], _read.Select(pair => (pair.Key, pair.Value)));
        _read.Clear();
        Assert.True(_ring.TryRead(ref _position, _read));
        Assert.Empty(_read);
    }

    [Fact]
    public void Holds_as_many_as_it_promises()
    {
        _ring.Add(Touches(100));
        _ring.TryRead(ref _position, _read);
        _read.Clear();

        _ring.Add(Touches(TouchRing.Capacity));

        Assert.True(_ring.TryRead(ref _position, _read));
        Assert.Equal(TouchRing.Capacity, _read.Count);
    }

    [Fact]
    public void Says_that_something_was_lost_and_goes_on_from_there()
    {
        _ring.Add(Touches(TouchRing.Capacity));
        _ring.Add([new(11, 1)]);

        Assert.False(_ring.TryRead(ref _position, _read));
        _read.Clear();
        _ring.Add([new(12, 2)]);
        Assert.True(_ring.TryRead(ref _position, _read));
        Assert.Equal([2], _read.Keys);
    }

    [Fact]
    public async Task Adding_allocates_nothing_and_wakes_whoever_waits_once()
    {
        DeviceTouch[] touched = [new(11, 1), new(12, 2)];
        _ring.Add(touched);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ring.Add(touched);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        var waiting = _ring.WaitBeyondAsync(_ring.Written);
        Assert.False(waiting.IsCompleted);
        _ring.Add(touched);
        _ring.Add(touched);
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.False(_ring.WaitBeyondAsync(_ring.Written).IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_beside_the_writer_reads_what_was_written_or_learns_that_it_lost_some(bool writerWaits)
    {
        const int Count = 300_000;
        var writing = Task.Run(
            () =>
            {
                for (var i = 0; i < Count; i += 3)
                {
                    while (writerWaits && i + 3 - Volatile.Read(ref _position) > TouchRing.Capacity)
                    {
                        Thread.Yield();
                    }

                    _ring.Add([new(i, i), new(i + 1, i + 1), new(i + 2, i + 2)]);
                }
            },
            TestContext.Current.CancellationToken);

        var seen = 0L;
        while (_position < Count)
        {
            await _ring.WaitBeyondAsync(_position).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            var from = _position;
            var position = _position;
            if (_ring.TryRead(ref position, _read))
            {
                Assert.Equal(position - from, _read.Count);
                Assert.All(_read, pair => Assert.True(pair.Key == pair.Value && pair.Key >= from && pair.Key < position));
                seen += _read.Count;
            }

            _read.Clear();
            Volatile.Write(ref _position, position);
        }

        await writing;
        Assert.True(seen == Count || !writerWaits);
    }

    private static DeviceTouch[] Touches(int count) => [.. Enumerable.Range(1, count).Select(id => new DeviceTouch(1_000, id))];
}
