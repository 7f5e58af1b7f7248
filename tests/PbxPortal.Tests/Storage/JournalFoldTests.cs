using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Dapper;
using PbxPortal.Phones;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Storage;

public sealed class JournalFoldTests : IAsyncLifetime
{
    private TemporaryDatabase _temporary = null!;
    private SqliteBindingStore _store = null!;
    private long _domainId;
    private long _userId;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteBindingStore(_temporary.Database);
        _domainId = _temporary.AddDomain("acme.example");
        _userId = _temporary.AddUser(_domainId, "3516");
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_committed_folded_interrupted_and_reopened_is_loaded_as_it_was_committed(int seed)
    {
        var model = new LocationModel(seed, _domainId, _userId);
        var random = new SeededGenerator(seed + 100);
        for (var round = 0; round < 150; round++)
        {
            _store.Commit(model.NextBatch());
            if (random.Next(10) == 0)
            {
                FoldSlices(random.Next(25), new FoldWindow(random.Between(1, 20), random.Between(1, 3000)));
            }

            if (random.Next(20) == 0)
            {
                _store.Dispose();
                _store = new SqliteBindingStore(_temporary.Database);
            }

            if (random.Next(8) == 0)
            {
                model.AssertIsIn(await LoadAnewAsync());
            }
        }

        FoldSlices(int.MaxValue, new FoldWindow());

        model.AssertIsIn(await LoadAnewAsync());
        AssertTold(model);
        Assert.Equal(0, _temporary.Count("journal"));
        Assert.Equal(_temporary.Count("binding"), _temporary.Count("lease"));
        Assert.Empty(_temporary.FromOutside(connection => connection.Query("PRAGMA foreign_key_check;")));
    }

    [Fact]
    public async Task A_fold_that_dies_after_any_slice_loses_and_doubles_nothing()
    {
        var model = new LocationModel(seed: 7, _domainId, _userId);
        var slices = 0;
        for (var isDone = false; !isDone; slices++)
        {
            _store.Commit(model.NextBatch());
            isDone = slices > 30 && FoldSlices(slices, new FoldWindow(maxIds: 4, maxContent: 400));
            model.AssertIsIn(await LoadAnewAsync());
        }

        AssertTold(model);
        Assert.Equal(0, _temporary.Count("journal"));
    }

    [Theory]
    [InlineData(450, false)]
    [InlineData(4007, true)]
    public void Activity_longer_than_a_slice_is_told_exactly_once_although_the_telling_dies_in_between(int lines, bool isLong)
    {
        var batch = new StoreBatch();
        for (var line = 0; line < lines; line++)
        {
            batch.Add(DeviceEvents.Of(ActivityKind.Registered, DateTimeOffset.UnixEpoch, deviceId: line));
            batch.Refresh(99, new(_domainId, "acme.example", "acme.example"), Lease(line));
        }

        _store.Commit(batch);
        while (TellSlice(isLong))
        {
            // Each slice over a connection of its own, as after a death.
        }

        Assert.Equal(
            Enumerable.Range(0, lines).Select(line => (long)line),
            _temporary.FromOutside(connection => connection.Query<long>("SELECT device_id FROM activity ORDER BY id;").ToList()));
        Assert.Equal(lines, RefreshesTold());
    }

    [Fact]
    public void What_died_in_the_middle_of_a_slice_has_told_nothing_of_it()
    {
        var batch = new StoreBatch();
        batch.Add(DeviceEvents.Of(ActivityKind.Registered, DateTimeOffset.UnixEpoch));
        _store.Commit(batch);
        _temporary.FromOutside(connection => connection.Execute(
            "CREATE TRIGGER death BEFORE UPDATE ON journal_told BEGIN SELECT raise(ABORT, 'death'); END;"));

        Assert.ThrowsAny<Exception>(() => TellSlice());
        var afterDeath = _temporary.Count("activity");
        _temporary.FromOutside(connection => connection.Execute("DROP TRIGGER death;"));
        TellSlice();

        Assert.Equal(0, afterDeath);
        Assert.Equal(1, _temporary.Count("activity"));
    }

    [Fact]
    public async Task Telling_comes_to_an_end_while_more_is_committed_all_the_time()
    {
        using var fold = new JournalFold(_temporary.Database);
        var isTold = false;
        var committing = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isTold))
                {
                    _store.Commit(Filler(round: 1));
                }
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        await fold.TellAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await fold.FoldAsync(takesRests: true, Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Volatile.Write(ref isTold, true);
        await committing;
    }

    [Theory]
    [InlineData(1, 3)] // Short until it has seen that nobody else is there: the writer's own turn may be just over.
    [InlineData(1000, 10)]
    public async Task Lines_are_told_in_short_turns_while_many_messages_come(int messagesAtEachLook, int turns)
    {
        var messages = 0L;
        using var fold = new JournalFold(_temporary.Database, () => messages += messagesAtEachLook);
        var batch = new StoreBatch();
        for (var number = 0; number < 1000; number++)
        {
            batch.Add(Event(number));
        }

        _store.Commit(batch);
        var before = _temporary.Database.WriteTurns;

        await fold.TellAsync(Cancellation);

        Assert.Equal(1000, _temporary.Count("activity"));
        Assert.Equal(turns, _temporary.Database.WriteTurns - before);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_kept_and_named()
    {
        using var fold = new JournalFold(_temporary.Database);
        _store.Commit(new LocationModel(seed: 1, _domainId, _userId).NextBatch());
        _temporary.FromOutside(connection => connection.Execute("UPDATE journal SET entry = substr(entry, 1, length(entry) - 1);"));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => fold.FoldAsync(takesRests: false, Cancellation));

        Assert.StartsWith("Row 1 of the database's journal cannot be read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, _temporary.Count("journal"));
    }

    [Fact]
    public async Task Ids_of_rows_and_of_what_they_tell_go_on_after_the_journal_was_emptied()
    {
        using var fold = new JournalFold(_temporary.Database);
        var model = new LocationModel(seed: 5, _domainId, _userId);
        for (var round = 0; round < 20; round++)
        {
            _store.Commit(model.NextBatch());
        }

        await fold.FoldAsync(takesRests: false, Cancellation);
        _store.Dispose();
        _store = new SqliteBindingStore(_temporary.Database);
        _store.Commit(model.NextBatch());
        var row = _temporary.FromOutside(connection => connection.ExecuteScalar<long>("SELECT max(id) FROM journal;"));
        await fold.TellAsync(Cancellation);

        Assert.Equal(21, row);
        model.AssertIsIn(await LoadAnewAsync());
        AssertTold(model);
    }

    [Fact]
    public async Task What_waits_is_measured_and_the_file_grows_no_more_once_its_pages_are_used_again()
    {
        using var fold = new JournalFold(_temporary.Database);
        var model = new LocationModel(seed: 5, _domainId, _userId);
        var sizes = new List<long>();
        for (var round = 0; round < 6; round++)
        {
            for (var commit = 0; commit < 100; commit++)
            {
                _store.Commit(Filler(round));
            }

            Assert.InRange(fold.MeasureWaiting(), 100 * 5000, 100 * 20_000);
            await fold.FoldAsync(takesRests: false, Cancellation);
            Assert.Equal(0, fold.MeasureWaiting());
            sizes.Add(_temporary.FromOutside(connection => connection.ExecuteScalar<long>("PRAGMA page_count;")));
        }

        Assert.InRange(sizes[^1], 0, sizes[1] + 20);
    }

    [Fact]
    public void Lines_are_told_with_all_that_they_say_whether_many_together_or_alone()
    {
        var events = Enumerable.Range(0, 37).Select(Event).ToList();
        var batch = new StoreBatch();
        events.ForEach(happened => batch.Add(happened));
        _store.Commit(batch);

        TellSlice();

        Assert.Equal(events.Select(happened => Text(happened.ToEntry())), _temporary.FromOutside(connection => connection.Query<string>(
            """
            SELECT at || '|' || kind || '|' || coalesce(domain_id, '-') || '|' || coalesce(user_id, '-') || '|' || coalesce(device_id, '-') || '|' ||
                user || '|' || device || '|' || source || '|' || reason || '|' || actor || '|' || count
            FROM activity ORDER BY id;
            """).ToList()));
    }

    [Fact]
    public void A_line_of_an_older_version_that_names_nobody_and_counts_several_is_told_as_it_stands()
    {
        const byte None = 0;
        byte[] content =
        [
            1, (byte)ActivityKind.Refused, None, None, None, // At, kind, domain, user and device.
            None, None, None, 3, .. "why"u8, None, // Texts with their lengths: user, device, source, reason, actor.
            7, // Count.
        ];
        var row = new byte[JournalFormat.HeaderLength];
        row = [.. row, (byte)StoreWriteKind.AddActivity, None, (byte)content.Length, 0, 0, 0, .. content];
        row[0] = JournalFormat.Version;
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(JournalFormat.CountAt), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(
            row.AsSpan(JournalFormat.CheckSumAt), JournalFormat.CheckSum(row.AsSpan(JournalFormat.CountAt)));
        _temporary.FromOutside(connection => connection.Execute("INSERT INTO journal (id, entry) VALUES (1, @row);", new { row }));

        TellSlice();

        Assert.Equal(
            "1|-|-|-|why|7",
            _temporary.FromOutside(connection => connection.ExecuteScalar<string>(
                """
                SELECT at || '|' || coalesce(domain_id, '-') || '|' || coalesce(user_id, '-') || '|' || coalesce(device_id, '-') || '|' ||
                    reason || '|' || count
                FROM activity;
                """)));
    }

    private DeviceEvent Event(int number)
    {
        var user = number % 3 == 0 ? null : User(number);
        var happened = DeviceEvents.Of(
            ActivityKind.Expired, DateTimeOffset.UnixEpoch.AddSeconds(number), $"reason {number}", user, userId: _userId, deviceId: number + 1);
        return happened with
        {
            Device = happened.Device with
            {
                Product = number % 2 == 0 ? "" : $"Phone {number}",
                UserAgent = number % 4 == 0 ? "" : $"Agent {number}",
                LastPlace = new DevicePlace(Encoding.UTF8.GetBytes($"192.0.2.{number}:5060"), default),
            },
            Binding = number % 5 == 0 ? null : Binding(number),
            Actor = number % 4 == 0 ? "" : $"Zoë {number}",
        };
    }

    private User User(int number) =>
        new() { Id = _userId, Domain = new Domain(_domainId, "acme.example", "acme.example"), Extension = $"{number}" };

    private Binding Binding(int number) => new("sip:3516@192.0.2.4"u8, default, "a84b4c76e66710"u8, Lease(number))
    {
        Id = 1000 + number,
        DeviceId = number + 1,
        UserId = _userId,
        Peer = PeerAddress.From(IPAddress.Parse("2001:db8::4"), 5000 + number),
        Transport = TransportProtocol.Udp,
        RegisteredAt = DateTimeOffset.UnixEpoch,
    };

    private static string Text(ActivityEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.At.ToUnixTimeMilliseconds()}|{(long)entry.Kind}|{Text(entry.DomainId)}|{Text(entry.UserId)}|{Text(entry.DeviceId)}|{entry.User}|{entry.Device}|{entry.Source}|{entry.Reason}|{entry.Actor}|{entry.Count}");

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static StoreBatch Filler(int round)
    {
        var batch = new StoreBatch();
        for (var id = 1; id <= 700; id++)
        {
            batch.Refresh(id, new(1, "acme.example", "acme.example"), Lease(round));
        }

        return batch;
    }

    private static Lease Lease(int afterSeconds) => new()
    {
        CSeq = 1,
        GrantedSeconds = 60,
        RefreshedAt = DateTimeOffset.UnixEpoch.AddSeconds(afterSeconds),
    };

    private void AssertTold(LocationModel model)
    {
        Assert.Equal(
            model.Told,
            _temporary.FromOutside(connection => connection.Query<string>("SELECT reason FROM activity ORDER BY id;").ToList()));
        Assert.Equal(model.Refreshes, RefreshesTold());
    }

    private long RefreshesTold() => _temporary.FromOutside(
        connection => connection.ExecuteScalar<long>("SELECT coalesce(sum(count), 0) FROM refresh_hour;"));

    /// <summary>Runs so many slices over a connection of its own, and then its process dies.</summary>
    /// <returns>Whether nothing is left.</returns>
    private bool FoldSlices(int slices, FoldWindow window)
    {
        while (TellSlice())
        {
            // Only what is told is folded.
        }

        using var connection = _temporary.Database.OpenRaw();
        var folding = new JournalFolding(connection, window);
        folding.Begin();
        while (slices > 0 && !folding.IsDone)
        {
            if (folding.IsGathering)
            {
                folding.Gather();
            }
            else
            {
                folding.RunSlice();
                slices--;
            }
        }

        return folding.IsDone;
    }

    /// <returns>Whether there may be more.</returns>
    private bool TellSlice(bool isLong = false)
    {
        using var connection = _temporary.Database.OpenRaw();
        var telling = new JournalTelling(connection);
        if (!telling.IsBehind(telling.LastRow()))
        {
            return false;
        }

        telling.TellSlice(isLong);
        return true;
    }

    /// <summary>As after a restart.</summary>
    private async Task<LocationSnapshot> LoadAnewAsync()
    {
        using var second = _temporary.Another();
        using var loader = new SqliteBindingStore(second);
        return await loader.LoadAsync(Cancellation);
    }
}
