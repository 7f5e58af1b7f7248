using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class LogUpkeepTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_leaves_the_log_to_the_upkeep_which_lets_it_begin_anew_when_it_is_long()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        using var database = await OpenAsync(temporary);
        using var store = new SqliteBindingStore(database);
        using var upkeep = Create(database, new FakeTimeProvider());
        await upkeep.TurnAsync(Cancellation); // Once at the start, and then after five seconds or where it is due.

        Commit(store, megabytes: 3);
        var isDueAfterLittle = database.IsCheckpointDue;
        Commit(store, megabytes: 17);
        var unattended = LogBytes(database);
        var isDueAfterMuch = database.IsCheckpointDue;
        for (var round = 0; round < 10; round++)
        {
            Assert.True(database.IsCheckpointDue);
            await upkeep.TurnAsync(Cancellation);
            Assert.False(database.IsCheckpointDue);
            Commit(store, megabytes: 5);
        }

        Assert.False(isDueAfterLittle);
        Assert.True(isDueAfterMuch);
        Assert.InRange(unattended, 20 * Megabyte, 25 * Megabyte);
        Assert.InRange(LogBytes(database), Megabyte, 9 * Megabyte);
    }

    [Fact]
    public async Task What_little_there_is_waits_five_seconds()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        using var database = await OpenAsync(temporary);
        using var store = new SqliteBindingStore(database);
        var clock = new FakeTimeProvider();
        using var upkeep = Create(database, clock);
        await upkeep.TurnAsync(Cancellation);
        Commit(store, megabytes: 3);
        var before = new FileInfo(database.Path).Length;

        await upkeep.TurnAsync(Cancellation);
        var sameMoment = new FileInfo(database.Path).Length;
        clock.Advance(TimeSpan.FromSeconds(5));
        await upkeep.TurnAsync(Cancellation);

        Assert.Equal(before, sameMoment);
        Assert.InRange(new FileInfo(database.Path).Length - before, 2 * Megabyte, 4 * Megabyte);
    }

    private static async Task<SqliteDatabase> OpenAsync(TemporaryDatabase temporary)
    {
        var database = new SqliteDatabase(Options.Create(
            new StorageOptions { Path = Path.Combine(temporary.Folder, "p.db"), WalMegabytes = 4 }));
        await database.PrepareAsync(Cancellation);
        return database;
    }

    private static LogUpkeep Create(SqliteDatabase database, FakeTimeProvider clock) =>
        new(database, clock, NullLogger<LogUpkeep>.Instance);

    private static long LogBytes(SqliteDatabase database) => new FileInfo(database.Path + "-wal").Length;

    private static void Commit(SqliteBindingStore store, int megabytes)
    {
        for (; megabytes > 0; megabytes--)
        {
            var batch = new StoreBatch();
            batch.Put(new Device
            {
                Id = 1,
                UserId = 1,
                Identity = "instance:<urn:uuid:1>",
                Class = DeviceClass.Unknown,
                Product = "",
                UserAgent = "",
                Remark = new string('x', Megabyte),
                FirstSeen = DateTimeOffset.UnixEpoch,
                LastSeen = DateTimeOffset.UnixEpoch,
            });
            store.Commit(batch);
        }
    }
}
