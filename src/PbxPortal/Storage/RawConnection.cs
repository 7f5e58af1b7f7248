using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>A connection of one owner, over SQLite's C interface, with the statements that were prepared on it; they end together.</summary>
/// <remarks>
/// Confined to its owner, one thread at a time: that spares the lock that SQLite otherwise takes for every value that is bound or
/// read, a fifth of the time of a load.
/// </remarks>
internal sealed class RawConnection : IDisposable
{
    private readonly List<RawStatement> _statements = [];
    private readonly LogLength _log;
    private nint _database;

    /// <param name="file">Must exist.</param>
    /// <param name="settings">The first statements.</param>
    /// <param name="log">Is told after each commit; carrying the log over is left to somebody else.</param>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public RawConnection(string file, string settings, LogLength log)
    {
        _log = log;
        var code = SqliteNative.Open(file, out _database, SqliteNative.OpenReadWrite | SqliteNative.OpenNoMutex, vfs: 0);
        if (code == SqliteNative.Ok)
        {
            code = SqliteNative.Execute(_database, settings, callback: 0, state: 0, error: 0);
        }

        if (code != SqliteNative.Ok)
        {
            var failure = SqliteNative.Failure(_database);
            Dispose();
            throw failure;
        }

        _log.Follow(_database);
    }

    public RawStatement Prepare(string sql)
    {
        var statement = new RawStatement(_database, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs a statement once.</summary>
    public void Run(string sql)
    {
        using var statement = new RawStatement(_database, sql);
        statement.Run();
    }

    /// <summary>Runs a query of one number once.</summary>
    public long ReadNumber(string sql)
    {
        using var statement = new RawStatement(_database, sql);
        return statement.ReadNumber();
    }

    /// <summary>A transaction that is not ended yet is rolled back.</summary>
    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose()); // First, or SQLite would keep the file open for them.
        _statements.Clear();
        _ = SqliteNative.Close(_database); // Cannot fail once no statement is left.
        _database = 0;
    }
}
