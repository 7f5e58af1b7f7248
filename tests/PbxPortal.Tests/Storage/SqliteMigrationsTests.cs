using Dapper;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteMigrationsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applies_all_steps_in_order_to_an_empty_file()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();

        Assert.Equal(["0001_registrar.sql", "0002_accounts.sql"], temporary.FromOutside(SqliteMigrations.AppliedTo).Take(2));
        Assert.Equal(SqliteMigrations.Known, temporary.FromOutside(SqliteMigrations.AppliedTo));
        Assert.Empty(temporary.FromOutside(connection => connection.Query("PRAGMA foreign_key_check;")));
    }

    [Fact]
    public async Task A_second_time_changes_nothing()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        temporary.AddUser(temporary.AddDomain("acme.example"), "3516");
        var before = SchemaOf(temporary);
        using var again = temporary.Another();

        await again.PrepareAsync(Cancellation);

        Assert.Equal(before, SchemaOf(temporary));
        Assert.Equal(1, temporary.Count("user"));
        Assert.Equal(SqliteMigrations.Known.Count, temporary.Count("migration"));
    }

    [Fact]
    public async Task Brings_a_database_of_the_step_before_up_to_date_with_its_users()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        var schema = SchemaOf(temporary);
        temporary.AddUser(temporary.AddDomain("acme.example"), "3516");
        temporary.FromOutside(connection => connection.Execute(
            """
            DROP TABLE account_role; DROP TABLE account; DROP TABLE setup; DROP TABLE api_key;
            DELETE FROM migration WHERE ScriptName LIKE '0002%';
            """));
        using var again = temporary.Another();

        await again.PrepareAsync(Cancellation);

        Assert.Equal(schema, SchemaOf(temporary));
        Assert.Equal(1, temporary.Count("user"));
    }

    [Fact]
    public async Task Refusing_a_newer_database_leaves_it_as_it_is()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        temporary.FromOutside(connection => connection.Execute(
            "DELETE FROM migration; INSERT INTO migration (ScriptName, Applied) VALUES ('0999_later.sql', '2030-01-01');"));
        using var again = temporary.Another();

        await Assert.ThrowsAsync<DatabaseFromNewerVersionException>(() => again.PrepareAsync(Cancellation));

        Assert.Equal(["0999_later.sql"], temporary.FromOutside(SqliteMigrations.AppliedTo));
    }

    private static List<string> SchemaOf(TemporaryDatabase temporary) => temporary.FromOutside(connection => connection.Query<string>(
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name;").ToList());
}
