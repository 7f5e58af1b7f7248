using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Storage;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Storage;

public sealed class StorageUpkeepTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_the_activity_each_turn_but_in_a_storm_and_folds_every_ten_minutes_and_earlier_when_much_is_waiting_and_the_phones_are_quiet()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        using var store = new SqliteBindingStore(temporary.Database);
        using var fold = new JournalFold(temporary.Database);
        var clock = new FakeTimeProvider();
        using var upkeep = Create(temporary, clock, fold);
        var userId = temporary.AddUser(temporary.AddDomain("acme.example"), "3516");

        store.Commit(Registration(1, userId, remarkLength: 10));
        await upkeep.TurnAsync(Cancellation);
        var afterFew = (temporary.Count("activity"), temporary.Count("device"));
        for (var id = 2; id < 36; id++)
        {
            store.Commit(Registration(id, userId, remarkLength: 1_000_000));
        }

        await upkeep.TurnAsync(Cancellation);
        var inTheStorm = (temporary.Count("activity"), temporary.Count("device"));
        store.Commit(Registration(36, userId, remarkLength: 1_100_000));
        clock.Advance(TimeSpan.FromSeconds(5));
        await upkeep.TurnAsync(Cancellation);
        var inALongStorm = (temporary.Count("activity"), temporary.Count("device"));
        await upkeep.TurnAsync(Cancellation);
        var afterTheStorm = (temporary.Count("activity"), temporary.Count("device"));
        store.Commit(Registration(37, userId, remarkLength: 10));
        clock.Advance(TimeSpan.FromMinutes(10));
        await upkeep.TurnAsync(Cancellation);

        Assert.Equal((1, 0), afterFew);
        Assert.Equal((1, 0), inTheStorm);
        Assert.Equal((36, 0), inALongStorm);
        Assert.Equal((36, 36), afterTheStorm);
        Assert.Equal(37, temporary.Count("device"));
        Assert.Equal(0, temporary.Count("journal"));
    }

    [Fact]
    public async Task Folds_in_the_middle_of_a_storm_when_a_start_would_have_to_replay_too_much()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        using var store = new SqliteBindingStore(temporary.Database);
        using var fold = new JournalFold(temporary.Database);
        using var upkeep = Create(temporary, new FakeTimeProvider(), fold);
        var userId = temporary.AddUser(temporary.AddDomain("acme.example"), "3516");
        for (var id = 1; id <= 100; id++)
        {
            store.Commit(Registration(id, userId, remarkLength: 1024 * 1024));
        }

        await upkeep.TurnAsync(Cancellation);

        Assert.Equal(100, temporary.Count("device"));
        Assert.Equal(0, temporary.Count("journal"));
    }

    [Fact]
    public async Task Folds_when_it_is_stopped()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        using var store = new SqliteBindingStore(temporary.Database);
        using var fold = new JournalFold(temporary.Database);
        using var upkeep = Create(temporary, new FakeTimeProvider(), fold);
        await upkeep.StartAsync(Cancellation);
        store.Commit(Registration(1, temporary.AddUser(temporary.AddDomain("acme.example"), "3516"), remarkLength: 10));

        await upkeep.StopAsync(Cancellation);

        Assert.Equal(1, temporary.Count("device"));
        Assert.Equal(0, temporary.Count("journal"));
    }

    [Fact]
    public async Task Sweeps_old_activity_and_old_calls_once_a_day()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        var clock = new FakeTimeProvider();
        using var fold = new JournalFold(temporary.Database);
        using var upkeep = Create(temporary, clock, fold);
        await upkeep.TurnAsync(Cancellation);
        temporary.FromOutside(connection => connection.Execute(
            """
            INSERT INTO activity (at, kind, user, device, source, reason, actor, count) VALUES (0, 1, '', '', '', '', '', 1);
            INSERT INTO call (sip_call_id, from_tag, started_at, ended_at, result, status, caller_kind, caller_address, caller_name, caller_source,
                callee_kind, callee_address, callee_name) VALUES ('c', 'a', 0, 0, 1, 487, 0, '', '', '', 0, '', '');
            INSERT INTO call_branch (call_id, number, target, device, tried_at, status) VALUES (1, 1, '', '', 0, 0);
            """));

        await upkeep.TurnAsync(Cancellation);
        var sameDay = temporary.Count("activity") + temporary.Count("call");
        clock.Advance(TimeSpan.FromDays(1));
        await upkeep.TurnAsync(Cancellation);

        Assert.Equal(2, sameDay);
        Assert.Equal(0, temporary.Count("activity") + temporary.Count("call") + temporary.Count("call_branch"));
    }

    private static StorageUpkeep Create(TemporaryDatabase temporary, FakeTimeProvider clock, JournalFold fold) => new(
        fold,
        new SqliteActivityStore(temporary.Database, clock),
        new SqliteCallStore(temporary.Database, clock),
        new SqliteDirectoryStore(temporary.Database, clock, NullLogger<SqliteDirectoryStore>.Instance),
        Options.Create(new StorageOptions()),
        clock,
        NullLogger<StorageUpkeep>.Instance);

    private static StoreBatch Registration(long id, long userId, int remarkLength)
    {
        var batch = new StoreBatch();
        batch.Put(new Device
        {
            Id = id,
            UserId = userId,
            Identity = "instance:<urn:uuid:1>",
            Class = DeviceClass.Unknown,
            Product = "",
            UserAgent = "",
            Remark = new string('x', remarkLength),
            FirstSeen = DateTimeOffset.UnixEpoch,
            LastSeen = DateTimeOffset.UnixEpoch,
        });
        batch.Add(DeviceEvents.Of(ActivityKind.Registered, DateTimeOffset.MaxValue));
        return batch;
    }
}
