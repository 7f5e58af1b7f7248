using PbxPortal.Components.Devices;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Devices;

public sealed class HeldChangesTests
{
    private readonly HeldChanges _held = new();

    [Fact]
    public void Holds_the_latest_of_each_device()
    {
        _held.Add(new FeedBatch(1, IsReset: false, [Sample.Device(1), Sample.Device(2)], []));
        _held.Add(new FeedBatch(2, IsReset: false, [Sample.Device(1, DeviceStatus.Offline)], [2, 3]));

        Assert.Equal(3, _held.Count);
        var batch = _held.Take();
        Assert.Equal((2, false), (batch.Sequence, batch.IsReset));
        Assert.Equal(DeviceStatus.Offline, Assert.Single(batch.Changed).Status);
        Assert.Equal([2L, 3L], batch.Removed.Order());
        Assert.Equal(0, _held.Count);
    }

    [Fact]
    public void A_reset_makes_what_was_before_void()
    {
        _held.Add(new FeedBatch(1, IsReset: false, [Sample.Device(1)], [9]));
        _held.Add(new FeedBatch(2, IsReset: true, [Sample.Device(2), Sample.Device(3)], []));
        _held.Add(new FeedBatch(3, IsReset: false, [], [3]));

        var batch = _held.Take();

        Assert.True(batch.IsReset);
        Assert.Equal(2, Assert.Single(batch.Changed).DeviceId);
        Assert.Empty(batch.Removed);
    }
}
