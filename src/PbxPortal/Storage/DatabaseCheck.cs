using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>Looks whether a database is sound and for this program, and changes nothing.</summary>
internal static class DatabaseCheck
{
    public static async Task<(bool IsGood, IReadOnlyList<string> Lines)> RunAsync(SqliteDatabase database, CancellationToken cancellationToken)
    {
        if (!File.Exists(database.Path))
        {
            return (true, [$"Database: {database.Path} does not exist yet; the first start creates it."]);
        }

        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = database.Path,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return Look(connection, database.Path);
        }
        catch (SqliteException exception)
        {
            return (false, [$"Database: {SqliteFailure.Describe(exception, database.Path) ?? exception.Message}"]);
        }
    }

    private static (bool IsGood, IReadOnlyList<string> Lines) Look(SqliteConnection connection, string path)
    {
        var applied = SqliteMigrations.AppliedTo(connection);
        if (applied.Except(SqliteMigrations.Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            return (false, [$"Database: {path} was written by a newer version of PbxPortal (it has {unknown}). Start that version."]);
        }

        var problems = connection.Query<string>("PRAGMA integrity_check;").Where(line => line is not "ok").ToList();
        if (problems.Count > 0)
        {
            return (false, [$"Database: {path} is damaged; restore a backup.", .. problems.Take(10)]);
        }

        var missing = SqliteMigrations.Known.Count - applied.Count;
        var state = missing == 0
            ? "up to date"
            : string.Create(CultureInfo.InvariantCulture, $"sound; the next start applies {missing} migrations");
        return (true, [$"Database: {path} is {state}."]);
    }
}
