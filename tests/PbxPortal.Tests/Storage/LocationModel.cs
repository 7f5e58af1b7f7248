using System.Text;
using PbxPortal.Phones;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Storage;

/// <summary>Makes random but possible group commits, and knows what must be found after them.</summary>
internal sealed class LocationModel(int seed, long domainId, long userId)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly SeededGenerator _random = new(seed);
    private readonly SortedDictionary<long, Device> _devices = [];
    private readonly SortedDictionary<long, StoredBinding> _bindings = [];
    private readonly SortedDictionary<long, Block> _blocks = [];
    private readonly Domain _domain = new(domainId, "acme.example", "acme.example");
    private long _lastId;

    /// <summary>Of each line of activity its reason, in order.</summary>
    public List<string> Told { get; } = [];

    public int Refreshes { get; private set; }

    public StoreBatch NextBatch()
    {
        var batch = new StoreBatch();
        for (var lines = _random.Between(1, 8); lines > 0; lines--)
        {
            Write(batch);
        }

        return batch;
    }

    public void AssertIsIn(LocationSnapshot snapshot)
    {
        Assert.Equal(_devices.Values, snapshot.Devices);
        Assert.Equal(_bindings.Values, snapshot.Bindings.Select(StoredBinding.Of));
        Assert.Equal(_blocks.Values, snapshot.Blocks);
        Assert.Equal(_lastId + 1, snapshot.NextId);
    }

    private void Write(StoreBatch batch)
    {
        switch (_random.Next(12))
        {
            case 0 or 1:
                PutDevice(batch, ++_lastId);
                break;
            case 2 when _devices.Count > 0:
                PutDevice(batch, Pick(_devices));
                break;
            case 3 or 4 when _devices.Count > 0:
                PutBinding(batch, ++_lastId, Pick(_devices));
                break;
            case 5 when _bindings.Count > 0:
                var moved = Pick(_bindings);
                PutBinding(batch, moved, _bindings[moved].DeviceId);
                break;
            case 6 when _devices.Count > 0:
                PutBlock(batch, Pick(_devices));
                break;
            case 7:
                Remove(batch);
                break;
            case 8:
                Told.Add(_random.Hex(6));
                batch.Add(DeviceEvents.Of(ActivityKind.Moved, Noon, Told[^1]));
                break;
            case > 8 when _bindings.Count > 0:
                Refresh(batch, Pick(_bindings));
                break;
        }
    }

    private long Pick<T>(SortedDictionary<long, T> rows) => _random.Pick([.. rows.Keys]);

    private void PutDevice(StoreBatch batch, long id)
    {
        _devices[id] = new Device
        {
            Id = id,
            UserId = userId,
            Identity = _random.Hex(20),
            Class = DeviceClass.Soft,
            Product = "X-Lite",
            UserAgent = _random.Pick(["X-Lite 4", "X-Lite 5", "Büro"]),
            Name = _random.Hex(_random.Next(30)),
            FirstSeen = Noon,
            LastSeen = Noon.AddSeconds(_random.Next(1000)),
            LastEnd = _random.Pick([null, (BindingEnd?)BindingEnd.Expired]),
            CredentialId = _random.Pick([0L, 7L, 4711L]),
        };
        batch.Put(_devices[id]);
    }

    private void PutBinding(StoreBatch batch, long id, long deviceId)
    {
        var callId = Encoding.UTF8.GetBytes(_random.Hex(16));
        var path = Encoding.UTF8.GetBytes(_random.Pick(["", "", "<sip:edge.example;lr;ob>"]));
        var binding = new Binding("sip:3516@192.0.2.4:5062"u8, default, callId, Lease(), path)
        {
            Id = id,
            DeviceId = deviceId,
            UserId = userId,
            Peer = PeerAddress.TryParse("203.0.113.7:5062", out var peer) ? peer : default,
            Transport = TransportProtocol.Udp,
            RegisteredAt = Noon,
        };
        _bindings[id] = StoredBinding.Of(binding);
        batch.Put(binding);
    }

    private void Refresh(StoreBatch batch, long id)
    {
        _bindings[id] = _bindings[id] with { Lease = Lease() };
        batch.Refresh(id, _domain, _bindings[id].Lease);
        Refreshes++;
    }

    private void PutBlock(StoreBatch batch, long deviceId)
    {
        var block = new Block(++_lastId, deviceId, userId, Noon, _random.Pick([null, (DateTimeOffset?)Noon.AddHours(1)]), "anna", _random.Hex(9));
        _blocks[block.Id] = block;
        batch.Put(block);
    }

    private void Remove(StoreBatch batch)
    {
        switch (_random.Next(3))
        {
            case 0 when _bindings.Count > 0:
                var binding = Pick(_bindings);
                _bindings.Remove(binding);
                batch.RemoveBinding(binding);
                break;
            case 1 when _blocks.Count > 0:
                var block = Pick(_blocks);
                _blocks.Remove(block);
                batch.RemoveBlock(block);
                break;
            case 2 when _devices.Count > 0:
                var device = Pick(_devices);
                _devices.Remove(device);
                _bindings.Values.Where(one => one.DeviceId == device).ToList().ForEach(one => _bindings.Remove(one.Id));
                _blocks.Values.Where(one => one.DeviceId == device).ToList().ForEach(one => _blocks.Remove(one.Id));
                batch.RemoveDevice(device);
                break;
        }
    }

    private Lease Lease() => new()
    {
        CSeq = (uint)_random.Next(int.MaxValue),
        GrantedSeconds = _random.Between(60, 7200),
        RefreshedAt = Noon.AddMilliseconds(_random.Between(-100_000, 100_000)),
        RefreshInterval = _random.Next(3600),
        RefreshCount = _random.Next(100),
    };
}
