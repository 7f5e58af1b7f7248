using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>A feed that says what the test says.</summary>
internal sealed class FakeFeed : IRegistrationFeed
{
    private readonly List<Channel<FeedBatch>> _watchers = [];
    private readonly Dictionary<long, DeviceState> _devices = [];

    public long Sequence { get; private set; }

    public int Watchers => _watchers.Count;

    /// <summary>Thrown at whoever begins to watch.</summary>
    public Exception? Failure { get; set; }

    public void Put(params IEnumerable<DeviceState> devices)
    {
        var changed = devices.ToList();
        changed.ForEach(device => _devices[device.DeviceId] = device);
        Publish(new FeedBatch(++Sequence, IsReset: false, changed, []));
    }

    public void Remove(long deviceId)
    {
        _devices.Remove(deviceId);
        Publish(new FeedBatch(++Sequence, IsReset: false, [], [deviceId]));
    }

    public async IAsyncEnumerable<FeedBatch> WatchAsync(
        Func<long, bool> sees, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        var channel = Channel.CreateBounded<FeedBatch>(1000);
        _watchers.Add(channel);
        try
        {
            yield return new FeedBatch(Sequence, IsReset: true, [.. _devices.Values.Where(device => sees(device.DomainId))], []);
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch with { Changed = [.. batch.Changed.Where(device => sees(device.DomainId))] };
            }
        }
        finally
        {
            _watchers.Remove(channel);
        }
    }

    /// <summary>What a viewer is told to wait for.</summary>
    public TimeSpan Pause { get; set; }

    public TimeSpan PauseAfter(TimeSpan work) => Pause;

    public DeviceState? Find(long deviceId) => _devices.GetValueOrDefault(deviceId);

    public IReadOnlyList<DeviceState> OfUser(long userId) => [.. _devices.Values.Where(device => device.UserId == userId)];

    private void Publish(FeedBatch batch) => _watchers.ForEach(watcher => Assert.True(watcher.Writer.TryWrite(batch)));
}
