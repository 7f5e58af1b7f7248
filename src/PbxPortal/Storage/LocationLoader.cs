using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using PbxPortal.Server;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>
/// Reads everything that was committed, as it stands at one moment: the tables, and over them the journal. Nothing is written:
/// a start waits for no fold.
/// </summary>
/// <remarks>
/// Confined to one load. Columns are read by number and as UTF-8 where they lie: a server with 300,000 phones reads 900,000 rows
/// before its first answer.
/// </remarks>
internal sealed class LocationLoader(RawConnection connection)
{
    private readonly LocationReplay _journal = new();
    private readonly List<Device> _devices = [];
    private readonly List<long> _deviceIds = []; // Beside the devices: a search touches a fraction of the memory.
    private bool _isInOrder = true;
    private int _next; // The place of the device after the one that was asked for last.

    public LocationSnapshot Load()
    {
        connection.Run("BEGIN;");
        ReplayJournal();
        ReadDevices();
        AddNewDevices();
        var bindings = ReadBindings();
        var blocks = ReadBlocks();
        var nextId = Math.Max(_journal.LastId, connection.ReadNumber(BindingSql.LastId)) + 1;
        connection.Run("COMMIT;");
        return new LocationSnapshot([.. _devices], bindings, blocks, nextId);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private void ReplayJournal()
    {
        var rows = connection.Prepare("SELECT id, entry FROM journal ORDER BY id;");
        while (rows.Read())
        {
            _journal.Add(rows.Number(0), rows.Bytes(1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private void ReadDevices()
    {
        var rows = connection.Prepare(
            """
            SELECT id, user_id, identity, class, class_is_overruled, product, user_agent, name, remark,
                first_seen, last_seen, last_source, last_contact_uri, last_end, credential_id, do_not_disturb
            FROM device ORDER BY id;
            """);
        while (rows.Read())
        {
            if (_journal.Take<Device>(rows.Number(0), out var newer, out _))
            {
                Add(newer ?? ReadDevice(rows));
            }
        }
    }

    /// <summary>A device whose user another process has deleted meanwhile is left out, as the fold will leave it out.</summary>
    private void AddNewDevices()
    {
        HashSet<long>? users = null;
        foreach (var device in _journal.Left<Device>())
        {
            users ??= ReadUserIds();
            if (users.Contains(device.UserId))
            {
                Add(device);
            }
        }

        if (!_isInOrder)
        {
            _devices.Sort((left, right) => left.Id.CompareTo(right.Id));
            _deviceIds.Sort();
        }
    }

    private HashSet<long> ReadUserIds()
    {
        var ids = new HashSet<long>();
        var rows = connection.Prepare("SELECT id FROM user;");
        while (rows.Read())
        {
            ids.Add(rows.Number(0));
        }

        return ids;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private ImmutableArray<Binding> ReadBindings()
    {
        var bindings = new List<Binding>(_devices.Count);
        var rows = connection.Prepare(
            """
            SELECT id, device_id, contact_uri, contact_parameters, q_value, call_id, source, transport, registered_at, path, listening_port
            FROM binding ORDER BY id;
            """);
        var leases = connection.Prepare(
            """
            SELECT binding_id, cseq, granted_seconds, refreshed_at, refresh_interval, refresh_count
            FROM lease ORDER BY binding_id;
            """);
        while (rows.Read())
        {
            StepTo(leases, rows.Number(0));
            if (_journal.Take<Binding>(rows.Number(0), out var newer, out var lease)
                && UserOf(newer?.DeviceId ?? rows.Number(1)) is { } userId)
            {
                bindings.Add(newer ?? ReadBinding(rows, userId, lease ?? ReadLease(leases)));
            }
        }

        AddInOrder(bindings, _journal.Left<Binding>().Where(binding => UserOf(binding.DeviceId) is not null), binding => binding.Id);
        return [.. bindings];
    }

    /// <summary>Both tables are read side by side in the order of ids, which costs less than looking each lease up.</summary>
    private static void StepTo(RawStatement leases, long bindingId)
    {
        while (leases.Read())
        {
            if (leases.Number(0) == bindingId)
            {
                return;
            }
        }

        throw new StoreUnavailableException("The database is damaged: a binding has no lease. Restore a backup.");
    }

    private ImmutableArray<Block> ReadBlocks()
    {
        var blocks = new List<Block>();
        var rows = connection.Prepare("SELECT id, device_id, created_at, until, made_by, reason FROM block ORDER BY id;");
        while (rows.Read())
        {
            if (_journal.Take<Block>(rows.Number(0), out var newer, out _)
                && UserOf(newer?.DeviceId ?? rows.Number(1)) is { } userId)
            {
                blocks.Add(newer ?? ReadBlock(rows, userId));
            }
        }

        AddInOrder(blocks, _journal.Left<Block>().Where(block => UserOf(block.DeviceId) is not null), block => block.Id);
        return [.. blocks];
    }

    private static void AddInOrder<T>(List<T> stored, IEnumerable<T> added, Func<T, long> id)
    {
        var isInOrder = true;
        foreach (var one in added)
        {
            isInOrder &= stored.Count == 0 || id(stored[^1]) < id(one);
            stored.Add(one);
        }

        if (!isInOrder)
        {
            stored.Sort((left, right) => id(left).CompareTo(id(right)));
        }
    }

    private void Add(Device device)
    {
        _isInOrder &= _deviceIds.Count == 0 || _deviceIds[^1] < device.Id;
        _devices.Add(device);
        _deviceIds.Add(device.Id);
    }

    /// <summary>The user whose device it is; <c>null</c>: there is no such device any more.</summary>
    private long? UserOf(long deviceId)
    {
        // Bindings come in the order of their devices, as long as no phone has registered anew.
        var index = _next < _deviceIds.Count && _deviceIds[_next] == deviceId ? _next : _deviceIds.BinarySearch(deviceId);
        if (index < 0)
        {
            return null;
        }

        _next = index + 1;
        return _devices[index].UserId;
    }

    /// <summary>A copy of a blank one, for its identity is kept as the bytes that stand here, and needs no string between.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private static Device ReadDevice(RawStatement row) => LocationReplay.Blank with
    {
        Id = row.Number(0),
        UserId = row.Number(1),
        IdentityText = Utf8Text.Copy(row.Bytes(2)),
        Class = (DeviceClass)row.Number(3),
        ClassIsOverruled = row.Number(4) != 0,
        Product = SharedTexts.Of(row.Bytes(5)),
        UserAgent = SharedTexts.Of(row.Bytes(6)),
        Name = Encoding.UTF8.GetString(row.Bytes(7)),
        Remark = Encoding.UTF8.GetString(row.Bytes(8)),
        FirstSeen = Moment(row.Number(9)),
        LastSeen = Moment(row.Number(10)),
        LastPlace = new DevicePlace(row.Bytes(11), row.Bytes(12)),
        LastEnd = row.IsNull(13) ? null : (BindingEnd)row.Number(13),
        CredentialId = row.Number(14),
        DoNotDisturb = row.Number(15) != 0,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private static Binding ReadBinding(RawStatement row, long userId, in Lease lease) =>
        new(contactUri: row.Bytes(2), contactParameters: row.Bytes(3), callId: row.Bytes(5), lease, path: row.Bytes(9))
        {
            Id = row.Number(0),
            DeviceId = row.Number(1),
            UserId = userId,
            QValue = (int)row.Number(4),
            Peer = PeerText.Read(row.Bytes(6)),
            ListeningPort = (int)row.Number(10),
            Transport = (TransportProtocol)row.Number(7),
            RegisteredAt = Moment(row.Number(8)),
        };

    private static Lease ReadLease(RawStatement row) => new()
    {
        CSeq = (uint)row.Number(1),
        GrantedSeconds = (int)row.Number(2),
        RefreshedAt = Moment(row.Number(3)),
        RefreshInterval = (int)row.Number(4),
        RefreshCount = (int)row.Number(5),
    };

    private static Block ReadBlock(RawStatement row, long userId) => new(
        row.Number(0),
        DeviceId: row.Number(1),
        userId,
        CreatedAt: Moment(row.Number(2)),
        Until: row.IsNull(3) ? null : Moment(row.Number(3)),
        By: Encoding.UTF8.GetString(row.Bytes(4)),
        Reason: Encoding.UTF8.GetString(row.Bytes(5)));

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
