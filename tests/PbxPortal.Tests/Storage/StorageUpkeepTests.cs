using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class StorageUpkeepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folds_every_minute_and_earlier_when_much_is_waiting()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        var clock = new FakeTimeProvider();
        using var upkeep = Create(temporary, clock);
        await upkeep.TurnAsync(Cancellation);

        Wait(temporary, 10);
        await upkeep.TurnAsync(Cancellation);
        var afterFew = temporary.Count("binding_refresh");
        Wait(temporary, 20_000);
        await upkeep.TurnAsync(Cancellation);
        var afterMany = temporary.Count("binding_refresh");
        Wait(temporary, 10);
        clock.Advance(TimeSpan.FromMinutes(1));
        await upkeep.TurnAsync(Cancellation);

        Assert.Equal(10, afterFew);
        Assert.Equal(0, afterMany);
        Assert.Equal(0, temporary.Count("binding_refresh"));
    }

    [Fact]
    public async Task Sweeps_old_activity_once_a_day()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        var clock = new FakeTimeProvider();
        using var upkeep = Create(temporary, clock);
        await upkeep.TurnAsync(Cancellation);
        temporary.FromOutside(connection => connection.Execute(
            "INSERT INTO activity (at, kind, user, device, source, reason, actor, count) VALUES (0, 1, '', '', '', '', '', 1);"));

        await upkeep.TurnAsync(Cancellation);
        var sameDay = temporary.Count("activity");
        clock.Advance(TimeSpan.FromDays(1));
        await upkeep.TurnAsync(Cancellation);

        Assert.Equal(1, sameDay);
        Assert.Equal(0, temporary.Count("activity"));
    }

    private static StorageUpkeep Create(TemporaryDatabase temporary, FakeTimeProvider clock) => new(
        temporary.Database,
        new RefreshFold(temporary.Database),
        new SqliteActivityStore(temporary.Database, clock),
        new SqliteDirectoryStore(temporary.Database, clock, NullLogger<SqliteDirectoryStore>.Instance),
        Options.Create(new StorageOptions()),
        clock,
        NullLogger<StorageUpkeep>.Instance);

    private static void Wait(TemporaryDatabase temporary, int count) => temporary.FromOutside(connection => connection.Execute(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
        INSERT INTO binding_refresh (binding_id, cseq, granted_seconds, refreshed_at, expires_at) SELECT i, 1, 1, 1, 1 FROM n;
        """,
        new { count }));
}
