using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>
/// Devices, bindings and blocks in SQLite. What is committed is appended to the journal by <see cref="JournalWriter"/>;
/// <see cref="JournalFold"/> carries it over into the tables later; <see cref="LocationLoader"/> reads both, once, at start.
/// </summary>
/// <remarks>The writer is guarded by the write gate of <see cref="SqliteDatabase"/>.</remarks>
internal sealed class SqliteBindingStore(SqliteDatabase database) : IBindingStore, IDisposable
{
    private JournalWriter? _writer;

    public bool WaitsForDisk => database.SurvivesPowerLoss;

    public Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(database.Load(static connection => new LocationLoader(connection).Load()));
    }

    public void Commit(StoreBatch batch) => database.WriteInTurn(static work => work.Store.Write(work.Batch), (Store: this, Batch: batch));

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

    private JournalWriter OpenWriter()
    {
        var connection = database.OpenRaw();
        try
        {
            return new JournalWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
