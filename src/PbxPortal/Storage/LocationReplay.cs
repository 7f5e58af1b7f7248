using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using PbxPortal.Server;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>What the journal says of devices, bindings and blocks beyond the tables: of each the last word.</summary>
/// <remarks>Confined to the load at start.</remarks>
internal sealed class LocationReplay
{
    private static readonly object Removed = new();

    /// <summary>The device, binding or block by id, or <see cref="Removed"/>.</summary>
    private readonly Dictionary<long, object> _values = [];

    /// <summary>By binding, of bindings that stand in their table only.</summary>
    private readonly Dictionary<long, Lease> _leases = [];

    /// <summary>A device of which nothing is known yet.</summary>
    public static Device Blank { get; } = new()
    {
        Id = 0,
        UserId = 0,
        Identity = "",
        Class = DeviceClass.Unknown,
        Product = "",
        UserAgent = "",
        FirstSeen = default,
        LastSeen = default,
    };

    /// <summary>The greatest id that was given to anything.</summary>
    public long LastId { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    public void Add(long row, ReadOnlySpan<byte> entry)
    {
        var reader = new JournalReader(row, entry);
        while (reader.Read())
        {
            switch (reader.Kind)
            {
                case StoreWriteKind.PutDevice:
                    Put(reader.Id, ReadDevice(reader.Id, reader.OpenContent()));
                    break;
                case StoreWriteKind.PutBinding:
                    Put(reader.Id, ReadBinding(reader.Id, reader.OpenContent()));
                    break;
                case StoreWriteKind.PutBlock:
                    Put(reader.Id, ReadBlock(reader.Id, reader.OpenContent()));
                    break;
                case StoreWriteKind.Refresh:
                    Refresh(reader.Id, reader.Lease);
                    break;
                case StoreWriteKind.AddActivity:
                    break;
                default:
                    _values[reader.Id] = Removed;
                    break;
            }
        }
    }

    /// <summary>Takes what the journal says of an id that a table has.</summary>
    /// <returns><c>false</c>: it has been removed.</returns>
    /// <param name="value"><c>null</c>: it is as the table says.</param>
    /// <param name="lease"><c>null</c>: it is as the table, or the value, says.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    public bool Take<T>(long id, out T? value, out Lease? lease)
        where T : class
    {
        lease = _leases.TryGetValue(id, out var renewed) ? renewed : null;
        _values.Remove(id, out var last);
        value = last as T;
        return !ReferenceEquals(last, Removed);
    }

    /// <summary>What no table has yet, mostly in the order of ids, for so they are given out.</summary>
    public IEnumerable<T> Left<T>() => _values.Values.OfType<T>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    private void Put(long id, object value)
    {
        _values[id] = value;
        _leases.Remove(id);
        LastId = Math.Max(LastId, id);
    }

    /// <summary>A refresh that comes after the end of its binding says nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through millions, mostly before the runtime would optimise it.
    private void Refresh(long id, in Lease lease)
    {
        if (!_values.TryGetValue(id, out var value))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_leases, id, out _) = lease; // Written in place: there are millions.
        }
        else if (value is Binding binding)
        {
            binding.Renew(lease);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private static Device ReadDevice(long id, JournalText content) => Blank with
    {
        Id = id,
        UserId = content.Number(),
        IdentityText = Utf8Text.Copy(content.Text()),
        Class = (DeviceClass)content.Number(),
        ClassIsOverruled = content.Number() != 0,
        Product = SharedTexts.Of(content.Text()),
        UserAgent = SharedTexts.Of(content.Text()),
        Name = Encoding.UTF8.GetString(content.Text()),
        Remark = Encoding.UTF8.GetString(content.Text()),
        FirstSeen = Moment(content.Number()),
        LastSeen = Moment(content.Number()),
        LastPlace = new DevicePlace(content.Text(), content.Text()),
        LastEnd = content.Number() is var end and not 0 ? (BindingEnd)end : null,
        CredentialId = content.NumberIfAny(), // Rows of older versions end here,
        DoNotDisturb = content.NumberIfAny() != 0, // or here.
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private static Binding ReadBinding(long id, JournalText content)
    {
        var lease = JournalLease.Read(ref content);
        var deviceId = content.Number();
        var userId = content.Number();
        var contactUri = content.Text();
        var contactParameters = content.Text();
        var qValue = (int)content.Number();
        var callId = content.Text();
        var peer = PeerText.Read(content.Text());
        var transport = (TransportProtocol)content.Number();
        var registeredAt = Moment(content.Number());
        var path = content.TextIfAny();
        return new Binding(contactUri, contactParameters, callId, lease, path)
        {
            Id = id,
            DeviceId = deviceId,
            UserId = userId,
            QValue = qValue,
            Peer = peer,
            ListeningPort = (int)content.NumberIfAny(),
            Transport = transport,
            RegisteredAt = registeredAt,
        };
    }

    private static Block ReadBlock(long id, JournalText content) => new(
        id,
        DeviceId: content.Number(),
        UserId: content.Number(),
        CreatedAt: Moment(content.Number()),
        Until: content.Optional() is { } until ? Moment(until) : null,
        By: Encoding.UTF8.GetString(content.Text()),
        Reason: Encoding.UTF8.GetString(content.Text()));

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
