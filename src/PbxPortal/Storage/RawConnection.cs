using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>A connection with the statements that were prepared on it for long; they end together.</summary>
/// <remarks>Confined to its owner.</remarks>
internal sealed class RawConnection(SqliteConnection connection) : IDisposable
{
    private readonly List<RawStatement> _statements = [];

    public RawStatement Prepare(string sql)
    {
        var statement = new RawStatement(connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs a statement once.</summary>
    public void Run(string sql)
    {
        using var statement = new RawStatement(connection, sql);
        statement.Run();
    }

    /// <summary>Runs a query of one number once.</summary>
    public long ReadNumber(string sql)
    {
        using var statement = new RawStatement(connection, sql);
        return statement.ReadNumber();
    }

    /// <summary>A transaction that is not ended yet is rolled back.</summary>
    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose()); // First, or SQLite would keep the file open for them.
        connection.Dispose();
    }
}
