using System.Collections.Immutable;
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
internal sealed class LocationLoader(RawConnection connection) : IDisposable
{
    private readonly LocationReplay _journal = new();
    private readonly List<Device> _devices = [];
    private readonly List<long> _deviceIds = []; // Beside the devices: a search touches a fraction of the memory.
    private bool _isInOrder = true;

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

    public void Dispose() => connection.Dispose();

    private void ReplayJournal()
    {
        var rows = connection.Prepare("SELECT id, entry FROM journal ORDER BY id;");
        while (rows.Read())
        {
            _journal.Add(rows.Number(0), rows.Bytes(1));
        }
    }

    private void ReadDevices()
    {
        var rows = connection.Prepare(
            """
            SELECT id, user_id, identity, class, class_is_overruled, product, user_agent, name, remark,
                first_seen, last_seen, last_source, last_contact_uri, last_end
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
        var hasUser = connection.Prepare("SELECT EXISTS (SELECT 1 FROM user WHERE id = ?1);");
        foreach (var device in _journal.Left<Device>().OrderBy(device => device.Id))
        {
            hasUser.Bind(1, device.UserId);
            if (hasUser.ReadNumber() != 0)
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

    private ImmutableArray<Binding> ReadBindings()
    {
        var bindings = new List<Binding>(_devices.Count);
        var rows = connection.Prepare(
            """
            SELECT id, device_id, contact_uri, contact_parameters, q_value, call_id, source, transport, registered_at, path
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
                bindings.Add(newer is null
                    ? ReadBinding(rows, userId, lease ?? ReadLease(leases))
                    : lease is { } renewed ? LocationReplay.WithLease(newer, renewed) : newer);
            }
        }

        return InOrder(bindings, _journal.LeftBindings().Where(binding => UserOf(binding.DeviceId) is not null), binding => binding.Id);
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

        return InOrder(blocks, _journal.Left<Block>().Where(block => UserOf(block.DeviceId) is not null), block => block.Id);
    }

    private static ImmutableArray<T> InOrder<T>(List<T> stored, IEnumerable<T> added, Func<T, long> id)
    {
        var count = stored.Count;
        stored.AddRange(added);
        return stored.Count == count ? [.. stored] : [.. stored.OrderBy(id)];
    }

    private void Add(Device device)
    {
        _isInOrder &= _deviceIds.Count == 0 || _deviceIds[^1] < device.Id;
        _devices.Add(device);
        _deviceIds.Add(device.Id);
    }

    /// <summary>The user whose device it is; <c>null</c>: there is no such device any more.</summary>
    private long? UserOf(long deviceId) =>
        _deviceIds.BinarySearch(deviceId) is var index and >= 0 ? _devices[index].UserId : null;

    /// <summary>A copy of a blank one, for its identity is kept as the bytes that stand here, and needs no string between.</summary>
    private static Device ReadDevice(RawStatement row) => LocationReplay.Blank with
    {
        Id = row.Number(0),
        UserId = row.Number(1),
        IdentityText = new Utf8Text(row.Bytes(2).ToArray()),
        Class = (DeviceClass)row.Number(3),
        ClassIsOverruled = row.Number(4) != 0,
        Product = SharedTexts.Of(row.Bytes(5)),
        UserAgent = SharedTexts.Of(row.Bytes(6)),
        Name = Encoding.UTF8.GetString(row.Bytes(7)),
        Remark = Encoding.UTF8.GetString(row.Bytes(8)),
        FirstSeen = Moment(row.Number(9)),
        LastSeen = Moment(row.Number(10)),
        LastSource = Encoding.UTF8.GetString(row.Bytes(11)),
        LastContactUri = Encoding.UTF8.GetString(row.Bytes(12)),
        LastEnd = row.IsNull(13) ? null : (BindingEnd)row.Number(13),
    };

    private static Binding ReadBinding(RawStatement row, long userId, in Lease lease) =>
        new(contactUri: row.Bytes(2), contactParameters: row.Bytes(3), callId: row.Bytes(5), lease, path: row.Bytes(9))
        {
            Id = row.Number(0),
            DeviceId = row.Number(1),
            UserId = userId,
            QValue = (int)row.Number(4),
            Peer = PeerText.Read(row.Bytes(6)),
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
