using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Accounts;

/// <summary>A feed that a test fills by hand: the snapshot comes from the devices, later batches from the test.</summary>
internal sealed class FakeFeed : IRegistrationFeed
{
    private readonly Lock _gate = new();
    private readonly List<(Func<long, bool> Sees, ChannelWriter<FeedBatch> Writer)> _viewers = [];
    private ImmutableDictionary<long, DeviceState> _devices = ImmutableDictionary<long, DeviceState>.Empty;

    public long Sequence { get; private set; }

    public void Add(DeviceState device) => Publish(new FeedBatch(Sequence + 1, IsReset: false, [device], []));

    /// <summary>Gives each viewer what it may see of the batch.</summary>
    public void Publish(FeedBatch batch)
    {
        lock (_gate)
        {
            Sequence = batch.Sequence;
            _devices = _devices.SetItems(batch.Changed.Select(device => KeyValuePair.Create(device.DeviceId, device))).RemoveRange(batch.Removed);
            foreach (var (sees, writer) in _viewers)
            {
                writer.TryWrite(batch with { Changed = [.. batch.Changed.Where(device => sees(device.DomainId))] });
            }
        }
    }

    public int ViewerCount
    {
        get
        {
            lock (_gate)
            {
                return _viewers.Count;
            }
        }
    }

    public async IAsyncEnumerable<FeedBatch> WatchAsync(
        Func<long, bool> sees, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<FeedBatch>(100);
        lock (_gate)
        {
            _viewers.Add((sees, channel.Writer));
            channel.Writer.TryWrite(new FeedBatch(
                Sequence, IsReset: true, [.. _devices.Values.Where(device => sees(device.DomainId)).OrderBy(device => device.DeviceId)], []));
        }

        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return batch;
            }
        }
        finally
        {
            lock (_gate)
            {
                _viewers.RemoveAll(viewer => viewer.Writer == channel.Writer);
            }
        }
    }

    /// <summary>What a viewer is told to wait for.</summary>
    public TimeSpan Pause { get; set; }

    public TimeSpan PauseAfter(TimeSpan work) => Pause;

    public DeviceState? Find(long deviceId) => _devices.GetValueOrDefault(deviceId);

    public IReadOnlyList<DeviceState> OfUser(long userId) =>
        [.. _devices.Values.Where(device => device.UserId == userId).OrderBy(device => device.DeviceId)];

    /// <summary>A registered desk phone.</summary>
    public static DeviceState Phone(long id, long userId, long domainId, string domain, string extension) => new()
    {
        DeviceId = id,
        UserId = userId,
        DomainId = domainId,
        Domain = domain,
        Extension = extension,
        DisplayName = "",
        Class = DeviceClass.Desk,
        Product = "Yealink T46U",
        UserAgent = "Yealink SIP-T46U 108.86.0.20",
        Name = "",
        Remark = "",
        Status = DeviceStatus.Online,
        Since = DateTimeOffset.UnixEpoch,
        Reason = "",
        Source = "203.0.113.7:5062",
        Transport = TransportProtocol.Udp,
        ContactUri = $"sip:{extension}@10.0.0.{id}",
        FirstSeen = DateTimeOffset.UnixEpoch,
        LastSeen = DateTimeOffset.UnixEpoch,
        RegisteredAt = DateTimeOffset.UnixEpoch,
        RefreshedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch.AddHours(1),
        GrantedSeconds = 3600,
        NextRefreshAt = null,
        RefreshCount = 3,
        KeptOutUntil = null,
    };
}
