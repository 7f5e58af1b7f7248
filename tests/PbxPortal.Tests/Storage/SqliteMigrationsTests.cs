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
            DROP TABLE session; DROP TABLE second_factor; DROP TABLE recovery_code; DROP TABLE user_invitation;
            DROP TABLE failed_sign_in; DROP TABLE phone_setup;
            DROP TABLE account_role; DROP TABLE account; DROP TABLE setup; DROP TABLE api_key;
            ALTER TABLE audit DROP COLUMN source;
            DELETE FROM migration WHERE ScriptName LIKE '0002%' OR ScriptName LIKE '0012%' OR ScriptName LIKE '0016%';
            """));
        using var again = temporary.Another();

        await again.PrepareAsync(Cancellation);

        Assert.Equal(schema, SchemaOf(temporary));
        Assert.Equal(1, temporary.Count("user"));
    }

    [Fact]
    public async Task Finds_in_the_audit_who_made_a_key()
    {
        using var temporary = await TemporaryDatabase.CreateAtAsync("0015_listening_port.sql");
        temporary.FromOutside(connection => connection.Execute(
            """
            INSERT INTO audit (at, actor, action, subject, old_value, new_value) VALUES (1, 'olga', 'create API key', 'wallboard', '', 'ReadOnly');
            INSERT INTO api_key (name, hash, role, created_at) VALUES ('wallboard', x'01', 1, 1), ('older', x'02', 1, 1);
            """));
        using var again = temporary.Another();

        await again.PrepareAsync(Cancellation);

        Assert.Equal(["", "olga"], temporary.FromOutside(connection => connection.Query<string>("SELECT created_by FROM api_key ORDER BY name;")));
        Assert.Equal("", temporary.FromOutside(connection => connection.ExecuteScalar<string>("SELECT source FROM audit;")));
    }

    [Fact]
    public async Task Carries_the_refreshes_of_the_old_layout_over_and_loses_none()
    {
        using var temporary = await TemporaryDatabase.CreateAtAsync("0002_accounts.sql");
        var userId = temporary.AddUser(temporary.AddDomain("acme.example"), "3516");
        temporary.FromOutside(connection => connection.Execute(
            """
            INSERT INTO device VALUES (1, @userId, 'i', 1, 0, 'p', 'u', '', '', 5, 6, '', '', NULL);
            INSERT INTO binding VALUES
                (2, 1, 'sip:a@192.0.2.4', '', 1000, 'call-2', 1, '192.0.2.4:5060', 0, 1000, 1000, 3601000, 3600, 0, 5, 10),
                (3, 1, 'sip:b@192.0.2.4', '', 1000, 'call-3', 9, '192.0.2.4:5060', 0, 1000, 9000, 3609000, 3600, 7, 0, 10);
            INSERT INTO binding_refresh VALUES
                (10, 2, 7, 60, 0, 0),
                (11, 2, 8, 1800, 61000, 1861000),
                (12, 2, 9, 1900, 121000, 2021000),
                (13, 3, 8, 1800, 8000, 1808000),
                (14, 99, 1, 60, 1, 60001);
            UPDATE id_mark SET value = 3 WHERE name = 'location';
            """,
            new { userId }));
        using var again = temporary.Another();

        await again.PrepareAsync(Cancellation);
        using var store = new SqliteBindingStore(again);
        var snapshot = await store.LoadAsync(Cancellation);

        var (refreshed, untouched) = (snapshot.Bindings[0].Lease, snapshot.Bindings[1].Lease);
        Assert.Equal((9u, 1900, 121_000L), (refreshed.CSeq, refreshed.GrantedSeconds, refreshed.RefreshedAt.ToUnixTimeMilliseconds()));
        Assert.Equal((60, 7), (refreshed.RefreshInterval, refreshed.RefreshCount));
        Assert.Equal((9u, 9000L), (untouched.CSeq, untouched.RefreshedAt.ToUnixTimeMilliseconds()));
        Assert.Equal("call-2", snapshot.Bindings[0].CallId);
        Assert.Equal(4, snapshot.NextId);
        Assert.Equal(2, temporary.FromOutside(connection => connection.ExecuteScalar<long>("SELECT sum(count) FROM refresh_hour;")));
        Assert.Empty(temporary.FromOutside(connection => connection.Query("PRAGMA foreign_key_check;")));
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
