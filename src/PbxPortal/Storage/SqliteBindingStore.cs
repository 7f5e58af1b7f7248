using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>Devices, bindings and blocks in SQLite. Writing is <see cref="BindingWriter"/>'s, reading happens once, at start.</summary>
/// <remarks>The writer is guarded by the write gate of <see cref="SqliteDatabase"/>.</remarks>
internal sealed class SqliteBindingStore(SqliteDatabase database, RefreshFold refreshFold) : IBindingStore, IDisposable
{
    private BindingWriter? _writer;

    public async Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        await refreshFold.RunAsync(cancellationToken);
        return await database.ReadAsync(ReadAsync, cancellationToken);
    }

    public Task CommitAsync(StoreBatch batch, CancellationToken cancellationToken) =>
        database.WriteInTurnAsync(() => Write(batch), cancellationToken);

    public void Dispose() => _writer?.Dispose();

    private void Write(StoreBatch batch)
    {
        try
        {
            _writer ??= OpenWriter();
            _writer.Write(batch);
        }
        catch
        {
            // Closing rolls back, and a new connection finds the disk as it is by then: no restart is needed.
            _writer?.Dispose();
            _writer = null;
            throw;
        }
    }

    private BindingWriter OpenWriter()
    {
        var connection = database.OpenDedicated();
        try
        {
            return new BindingWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task<LocationSnapshot> ReadAsync(SqliteConnection connection)
    {
        const string Devices = "SELECT * FROM device ORDER BY id;";
        const string Bindings =
            "SELECT binding.*, device.user_id FROM binding JOIN device ON device.id = binding.device_id ORDER BY binding.id;";
        const string Blocks =
            "SELECT block.*, device.user_id FROM block JOIN device ON device.id = block.device_id ORDER BY block.id;";

        await using var transaction = connection.BeginTransaction(deferred: true);
        var devices = await connection.QueryAsync<DeviceRow>(Devices, transaction: transaction);
        var bindings = await connection.QueryAsync<BindingRow>(Bindings, transaction: transaction);
        var blocks = await connection.QueryAsync<BlockRow>(Blocks, transaction: transaction);
        var lastId = await connection.ExecuteScalarAsync<long>(BindingSql.LastId, transaction: transaction);
        return new LocationSnapshot(
            [.. devices.Select(row => row.ToDevice())],
            [.. bindings.Select(row => row.ToBinding())],
            [.. blocks.Select(row => row.ToBlock())],
            lastId + 1);
    }

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class DeviceRow
    {
        public long Id { get; init; }

        public long UserId { get; init; }

        public required string Identity { get; init; }

        public long Class { get; init; }

        public bool ClassIsOverruled { get; init; }

        public required string Product { get; init; }

        public required string UserAgent { get; init; }

        public required string Name { get; init; }

        public required string Remark { get; init; }

        public long FirstSeen { get; init; }

        public long LastSeen { get; init; }

        public required string LastSource { get; init; }

        public required string LastContactUri { get; init; }

        public long? LastEnd { get; init; }

        public Device ToDevice() => new()
        {
            Id = Id,
            UserId = UserId,
            Identity = Identity,
            Class = (DeviceClass)Class,
            ClassIsOverruled = ClassIsOverruled,
            Product = Product,
            UserAgent = UserAgent,
            Name = Name,
            Remark = Remark,
            FirstSeen = Moment(FirstSeen),
            LastSeen = Moment(LastSeen),
            LastSource = LastSource,
            LastContactUri = LastContactUri,
            LastEnd = (BindingEnd?)LastEnd,
        };
    }

    private sealed class BindingRow
    {
        public long Id { get; init; }

        public long DeviceId { get; init; }

        public long UserId { get; init; }

        public required string ContactUri { get; init; }

        public required string ContactParameters { get; init; }

        public int QValue { get; init; }

        public required string CallId { get; init; }

        public uint Cseq { get; init; }

        public required string Source { get; init; }

        public long Transport { get; init; }

        public long RegisteredAt { get; init; }

        public long RefreshedAt { get; init; }

        public long ExpiresAt { get; init; }

        public int GrantedSeconds { get; init; }

        public int RefreshInterval { get; init; }

        public int RefreshCount { get; init; }

        public Binding ToBinding() => new()
        {
            Id = Id,
            DeviceId = DeviceId,
            UserId = UserId,
            ContactUri = ContactUri,
            ContactParameters = ContactParameters,
            QValue = QValue,
            CallId = CallId,
            CSeq = Cseq,
            Source = Source,
            Transport = (TransportProtocol)Transport,
            RegisteredAt = Moment(RegisteredAt),
            RefreshedAt = Moment(RefreshedAt),
            ExpiresAt = Moment(ExpiresAt),
            GrantedSeconds = GrantedSeconds,
            RefreshInterval = RefreshInterval,
            RefreshCount = RefreshCount,
        };
    }

    private sealed class BlockRow
    {
        public long Id { get; init; }

        public long DeviceId { get; init; }

        public long UserId { get; init; }

        public long CreatedAt { get; init; }

        public long? Until { get; init; }

        public required string MadeBy { get; init; }

        public required string Reason { get; init; }

        public Block ToBlock() =>
            new(Id, DeviceId, UserId, Moment(CreatedAt), Until is { } until ? Moment(until) : null, MadeBy, Reason);
    }
}
