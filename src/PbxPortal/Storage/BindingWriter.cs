using Microsoft.Data.Sqlite;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Writes group commits over one connection that it keeps, with statements that are prepared once.</summary>
/// <remarks>
/// Confined to one writer at a time. Raw commands instead of Dapper: every REGISTER passes here, and preparing a statement
/// and reading a parameter object by reflection would cost more than the insert itself. After an exception it is to be
/// disposed, which rolls back; its successor reads its marks from the database again.
/// A row whose user was deleted meanwhile by another process is skipped by its own statement, so that the others' answers stand.
/// </remarks>
internal sealed class BindingWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _commit;
    private readonly PreparedStatement _putDevice;
    private readonly PreparedStatement _putBinding;
    private readonly PreparedStatement _addRefresh;
    private readonly PreparedStatement _removeBinding;
    private readonly PreparedStatement _putBlock;
    private readonly PreparedStatement _removeBlock;
    private readonly PreparedStatement _removeDevice;
    private readonly PreparedStatement _addActivity;
    private readonly PreparedStatement _raiseMark;
    private long _lastId;
    private long _lastRefreshId;

    public BindingWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new PreparedStatement(connection, "BEGIN IMMEDIATE;");
        _commit = new PreparedStatement(connection, "COMMIT;");
        _putDevice = new PreparedStatement(connection, BindingSql.PutDevice);
        _putBinding = new PreparedStatement(connection, BindingSql.PutBinding);
        _addRefresh = new PreparedStatement(connection, BindingSql.AddRefresh);
        _removeBinding = new PreparedStatement(connection, "DELETE FROM binding WHERE id = $0;");
        _putBlock = new PreparedStatement(connection, BindingSql.PutBlock);
        _removeBlock = new PreparedStatement(connection, "DELETE FROM block WHERE id = $0;");
        _removeDevice = new PreparedStatement(connection, "DELETE FROM device WHERE id = $0;");
        _addActivity = new PreparedStatement(connection, ActivitySql.Add);
        _raiseMark = new PreparedStatement(connection, "UPDATE id_mark SET value = $0 WHERE name = 'location';");
        _lastId = Scalar(BindingSql.LastId);
        _lastRefreshId = Scalar(BindingSql.LastRefreshId);
    }

    public void Write(StoreBatch batch)
    {
        _begin.Run();
        batch.Devices.ForEach(Put);
        batch.Bindings.ForEach(Put);
        batch.Refreshes.ForEach(Add);
        RunForEach(_removeBinding, batch.RemovedBindings);
        batch.Blocks.ForEach(Put);
        RunForEach(_removeBlock, batch.RemovedBlocks);
        RunForEach(_removeDevice, batch.RemovedDevices);
        batch.Activity.ForEach(Add);
        RaiseMark(batch);
        _commit.Run();
    }

    public void Dispose() => _connection.Dispose();

    private static void RunForEach(PreparedStatement statement, List<long> ids)
    {
        foreach (var id in ids)
        {
            statement.Set(0, id);
            statement.Run();
        }
    }

    private void Put(Device device)
    {
        _putDevice.Set(0, device.Id);
        _putDevice.Set(1, device.UserId);
        _putDevice.Set(2, device.Identity);
        _putDevice.Set(3, (long)device.Class);
        _putDevice.Set(4, device.ClassIsOverruled ? 1 : 0);
        _putDevice.Set(5, device.Product);
        _putDevice.Set(6, device.UserAgent);
        _putDevice.Set(7, device.Name);
        _putDevice.Set(8, device.Remark);
        _putDevice.Set(9, device.FirstSeen);
        _putDevice.Set(10, device.LastSeen);
        _putDevice.Set(11, device.LastSource);
        _putDevice.Set(12, device.LastContactUri);
        _putDevice.Set(13, (long?)device.LastEnd);
        _putDevice.Run();
    }

    private void Put(Binding binding)
    {
        _putBinding.Set(0, binding.Id);
        _putBinding.Set(1, binding.DeviceId);
        _putBinding.Set(2, binding.ContactUri);
        _putBinding.Set(3, binding.ContactParameters);
        _putBinding.Set(4, binding.QValue);
        _putBinding.Set(5, binding.CallId);
        _putBinding.Set(6, binding.CSeq);
        _putBinding.Set(7, binding.Source);
        _putBinding.Set(8, (long)binding.Transport);
        _putBinding.Set(9, binding.RegisteredAt);
        _putBinding.Set(10, binding.RefreshedAt);
        _putBinding.Set(11, binding.ExpiresAt);
        _putBinding.Set(12, binding.GrantedSeconds);
        _putBinding.Set(13, binding.RefreshInterval);
        _putBinding.Set(14, binding.RefreshCount);
        _putBinding.Set(15, _lastRefreshId); // Earlier refreshes are part of the binding already.
        _putBinding.Run();
    }

    private void Add(BindingRefresh refresh)
    {
        _addRefresh.Set(0, ++_lastRefreshId);
        _addRefresh.Set(1, refresh.BindingId);
        _addRefresh.Set(2, refresh.CSeq);
        _addRefresh.Set(3, refresh.GrantedSeconds);
        _addRefresh.Set(4, refresh.RefreshedAt);
        _addRefresh.Set(5, refresh.ExpiresAt);
        _addRefresh.Run();
    }

    private void Put(Block block)
    {
        _putBlock.Set(0, block.Id);
        _putBlock.Set(1, block.DeviceId);
        _putBlock.Set(2, block.CreatedAt);
        _putBlock.Set(3, block.Until?.ToUnixTimeMilliseconds());
        _putBlock.Set(4, block.By);
        _putBlock.Set(5, block.Reason);
        _putBlock.Run();
    }

    private void Add(ActivityEntry entry)
    {
        _addActivity.Set(0, entry.At);
        _addActivity.Set(1, (long)entry.Kind);
        _addActivity.Set(2, entry.DomainId);
        _addActivity.Set(3, entry.UserId);
        _addActivity.Set(4, entry.DeviceId);
        _addActivity.Set(5, entry.User);
        _addActivity.Set(6, entry.Device);
        _addActivity.Set(7, entry.Source);
        _addActivity.Set(8, entry.Reason);
        _addActivity.Set(9, entry.Actor);
        _addActivity.Set(10, entry.Count);
        _addActivity.Run();
    }

    /// <summary>Remembers the greatest id beyond the life of its row, so that none is ever given twice.</summary>
    private void RaiseMark(StoreBatch batch)
    {
        var last = _lastId;
        batch.Devices.ForEach(device => last = Math.Max(last, device.Id));
        batch.Bindings.ForEach(binding => last = Math.Max(last, binding.Id));
        batch.Blocks.ForEach(block => last = Math.Max(last, block.Id));
        if (last > _lastId)
        {
            _raiseMark.Set(0, last);
            _raiseMark.Run();
            _lastId = last;
        }
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
