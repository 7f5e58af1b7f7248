using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteDatabaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creates_folder_file_and_schema()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();

        var tables = temporary.FromOutside(connection =>
            connection.Query<string>("SELECT name FROM sqlite_schema WHERE type = 'table';").ToList());

        Assert.Contains("journal", tables);
        Assert.Contains("data_protection_key", tables);
    }

    [Fact]
    public async Task Applies_each_migration_once()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        using var again = temporary.Another();

        await again.PrepareAsync(Cancellation);

        Assert.Equal(SqliteMigrations.Known, temporary.FromOutside(SqliteMigrations.AppliedTo));
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such file modes.");
            return;
        }

        using var temporary = await TemporaryDatabase.CreateAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temporary.Database.Path));
    }

    [Fact]
    public async Task Refuses_a_database_from_a_newer_version_and_says_what_to_do()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        temporary.FromOutside(connection => connection.Execute(
            "INSERT INTO migration (ScriptName, Applied) VALUES ('0999_from_the_future.sql', '2030-01-01');"));
        using var again = temporary.Another();

        var refusal = await Assert.ThrowsAsync<DatabaseFromNewerVersionException>(() => again.PrepareAsync(Cancellation));

        Assert.Contains("0999_from_the_future.sql", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(SqliteMigrations.Known[^1], refusal.Message, StringComparison.Ordinal);
        Assert.Contains("restore a backup", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Process", 1)]
    [InlineData("power", 2)]
    public async Task Durability_decides_when_the_disk_is_waited_for(string durability, long synchronous)
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        using var database = new SqliteDatabase(Options.Create(
            new StorageOptions { Path = Path.Combine(temporary.Folder, "p.db"), Durability = durability }));
        await database.PrepareAsync(Cancellation);

        using var connection = database.Open();

        Assert.Equal(synchronous, connection.ExecuteScalar<long>("PRAGMA synchronous;"));
        Assert.Equal("wal", connection.ExecuteScalar<string>("PRAGMA journal_mode;"));
        Assert.Equal(1, connection.ExecuteScalar<long>("PRAGMA foreign_keys;"));
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_told_in_words()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        var file = Path.Combine(temporary.Folder, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        using var database = new SqliteDatabase(Options.Create(new StorageOptions { Path = Path.Combine(file, "p.db") }));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.PrepareAsync(Cancellation));

        Assert.Contains("The folder of the database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_in_words()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        var file = Path.Combine(temporary.Folder, "letter.txt");
        await File.WriteAllTextAsync(file, new string('x', 5000), Cancellation);
        using var database = new SqliteDatabase(Options.Create(new StorageOptions { Path = file }));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.PrepareAsync(Cancellation));

        Assert.Contains("is damaged or not a database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing_and_lets_the_next_one_in()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        const string Insert = "INSERT INTO domain (name, realm) VALUES ('acme.example', 'acme.example');";

        await Assert.ThrowsAsync<InvalidOperationException>(() => temporary.Database.WriteAsync<int>(
            async transaction =>
            {
                await transaction.Connection!.ExecuteAsync(Insert, transaction: transaction);
                throw new InvalidOperationException("after the write");
            },
            Cancellation));
        var rows = await temporary.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(Insert, transaction: transaction), Cancellation);

        Assert.Equal(1, rows);
        Assert.Equal(1, temporary.FromOutside(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM domain;")));
    }

    [Fact]
    public async Task A_refused_permission_is_not_taken_for_a_failing_disk()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => temporary.Database.WriteAsync<int>(
            _ => throw new UnauthorizedAccessException("This needs the role admin."), Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => temporary.Database.ReadAsync<int>(
            _ => throw new UnauthorizedAccessException("This needs the role admin."), Cancellation));
    }

    [Fact]
    public async Task Writers_of_this_process_queue_in_order_and_none_is_lost()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        await temporary.Database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync("CREATE TABLE tally (value INTEGER);", transaction: transaction),
            Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(value => temporary.Database.WriteAsync(
            async transaction =>
            {
                await Task.Yield();
                return await transaction.Connection!.ExecuteAsync(
                    "INSERT INTO tally VALUES (@value);", new { value }, transaction);
            },
            Cancellation)));

        Assert.Equal(
            Enumerable.Range(0, 50).Select(value => (long)value),
            temporary.FromOutside(connection => connection.Query<long>("SELECT value FROM tally ORDER BY rowid;").ToList()));
    }

    [Fact]
    public async Task The_log_file_stays_bounded()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        using var database = new SqliteDatabase(Options.Create(
            new StorageOptions { Path = Path.Combine(temporary.Folder, "p.db"), WalMegabytes = 1 }));
        await database.PrepareAsync(Cancellation);
        await database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync("CREATE TABLE load (bytes BLOB);", transaction: transaction), Cancellation);

        for (var round = 0; round < 200; round++)
        {
            await database.WriteAsync(
                transaction => transaction.Connection!.ExecuteAsync(
                    "INSERT INTO load VALUES (zeroblob(65536));", transaction: transaction),
                Cancellation);
        }

        Assert.InRange(new FileInfo(database.Path + "-wal").Length, 1, 3 * 1024 * 1024);
    }
}
