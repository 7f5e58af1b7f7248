using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

/// <summary>A real SQLite file in a folder of its own, gone when the test ends.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("pbxportal-");
    private readonly StorageOptions _options;

    private TemporaryDatabase()
    {
        _options = new StorageOptions { Path = Path.Combine(_folder.FullName, "data", "pbxportal.db") };
        Database = Another();
    }

    public SqliteDatabase Database { get; }

    public string Folder => _folder.FullName;

    /// <summary>With the newest schema.</summary>
    public static async Task<TemporaryDatabase> CreateAsync()
    {
        var temporary = new TemporaryDatabase();
        await temporary.Database.PrepareAsync(TestContext.Current.CancellationToken);
        return temporary;
    }

    /// <summary>With the schema as it was when <paramref name="step"/> was the last one.</summary>
    public static async Task<TemporaryDatabase> CreateAtAsync(string step)
    {
        var temporary = new TemporaryDatabase();
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(temporary.Database.Path)!);
        await using var connection = new SqliteConnection($"Data Source={temporary.Database.Path};Pooling=False");
        connection.Open();
        SqliteMigrations.Apply(connection, temporary.Database.Path, step);
        return temporary;
    }

    /// <summary>With nothing, not even a file.</summary>
    public static TemporaryDatabase CreateNothing() => new();

    /// <summary>The same file as another process would open it.</summary>
    public SqliteDatabase Another() => new(Options.Create(_options));

    /// <summary>What another process reads or writes.</summary>
    public T FromOutside<T>(Func<SqliteConnection, T> work)
    {
        using var connection = new SqliteConnection($"Data Source={Database.Path};Pooling=False;Foreign Keys=True");
        connection.Open();
        return work(connection);
    }

    public long AddDomain(string name) => FromOutside(connection => connection.ExecuteScalar<long>(
        "INSERT INTO domain (name, realm) VALUES (@name, @name) RETURNING id;", new { name }));

    public long AddUser(long domainId, string extension) => FromOutside(connection => connection.ExecuteScalar<long>(
        """
        INSERT INTO user (domain_id, extension, display_name, email, is_enabled, may_register_others)
        VALUES (@domainId, @extension, '', '', 1, 0) RETURNING id;
        """,
        new { domainId, extension }));

    /// <summary>How many rows another process finds.</summary>
    public long Count(string table) =>
        FromOutside(connection => connection.ExecuteScalar<long>($"SELECT count(*) FROM {table};"));

    public void Dispose()
    {
        Database.Dispose();
        _folder.Delete(recursive: true);
    }
}
