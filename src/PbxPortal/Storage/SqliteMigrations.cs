using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace PbxPortal.Storage;

/// <summary>Brings a database's schema up to what this program knows, all steps in one transaction.</summary>
/// <remarks>
/// The steps are the files <c>Migrations/NNNN_name.sql</c>, embedded; the table <c>migration</c> lists those that were applied.
/// A step that was released is never changed.
/// </remarks>
internal static class SqliteMigrations
{
    public const string JournalTable = "migration";

    private const string ResourcePrefix = "PbxPortal.Storage.Migrations.";

    /// <summary>The names of all steps that this program knows, in their order.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="DatabaseFromNewerVersionException">The database has a step that this program does not know.</exception>
    public static void Apply(SqliteConnection connection, string path) => Apply(connection, path, Known[^1]);

    /// <param name="last">The name of the last step to take; the program takes all, a test may want an old database.</param>
    internal static void Apply(SqliteConnection connection, string path, string last)
    {
        connection.Execute("PRAGMA journal_mode = WAL;");
        RefuseNewer(connection, path);
        var outcome = DeployChanges.To
            .SqliteDatabase(new SharedConnection(connection))
            .WithScripts(Known.TakeWhile(name => string.CompareOrdinal(name, last) <= 0).Select(name => new SqlScript(name, Read(name))))
            .JournalToSqliteTable(JournalTable)
            .WithTransaction()
            .WithVariablesDisabled()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!outcome.Successful)
        {
            throw outcome.Error is SqliteException
                ? outcome.Error
                : new InvalidOperationException($"The migration {outcome.ErrorScript?.Name} failed.", outcome.Error);
        }
    }

    /// <summary>The steps that the database has; none when it is new.</summary>
    public static IReadOnlyList<string> AppliedTo(SqliteConnection connection)
    {
        const string Exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = @JournalTable;";
        const string Applied = $"SELECT ScriptName FROM {JournalTable} ORDER BY ScriptName;";
        return connection.ExecuteScalar<long>(Exists, new { JournalTable }) == 0
            ? []
            : [.. connection.Query<string>(Applied)];
    }

    public static void RefuseNewer(SqliteConnection connection, string path)
    {
        if (AppliedTo(connection).Except(Known, StringComparer.Ordinal).Max(StringComparer.Ordinal) is { } unknown)
        {
            throw new DatabaseFromNewerVersionException(path, unknown, Known[^1]);
        }
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourcePrefix + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
