using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Looks for changes of the directory over a connection that it keeps, for <c>data_version</c> is told per connection.</summary>
/// <remarks>Confined to one loop.</remarks>
internal sealed class DirectoryWatch(SqliteDatabase database) : IDisposable
{
    private SqliteConnection? _connection;
    private long _dataVersion = -1;

    /// <summary>What changed after <paramref name="after"/> and the number of the last change; <c>null</c>: nothing.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read; the next look opens it anew.</exception>
    public async Task<(DirectoryChange Change, long Last)?> LookAsync(long after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ReadAsync(after);
        }
        catch (Exception exception) when (SqliteFailure.Describe(exception, database.Path) is { } sentence)
        {
            Dispose();
            throw new StoreUnavailableException(sentence, exception);
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
        _dataVersion = -1;
    }

    private async Task<(DirectoryChange Change, long Last)?> ReadAsync(long after)
    {
        _connection ??= database.OpenDedicated();
        var dataVersion = await _connection.ExecuteScalarAsync<long>("PRAGMA data_version;");
        if (dataVersion == _dataVersion)
        {
            return null;
        }

        await using var transaction = _connection.BeginTransaction(deferred: true);
        var reader = new DirectoryReader(transaction);
        var last = await reader.LastChangeAsync();
        var news = last > after ? (await reader.ReadChangedAsync(after, last), last) : ((DirectoryChange, long)?)null;
        _dataVersion = dataVersion;
        return news;
    }
}
