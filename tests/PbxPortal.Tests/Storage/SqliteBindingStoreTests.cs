using System.Buffers.Binary;
using Dapper;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteBindingStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private TemporaryDatabase _temporary = null!;
    private SqliteBindingStore _store = null!;
    private JournalFold _fold = null!;
    private long _domainId;
    private long _userId;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteBindingStore(_temporary.Database);
        _fold = new JournalFold(_temporary.Database);
        _domainId = _temporary.AddDomain("acme.example");
        _userId = _temporary.AddUser(_domainId, "3516");
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _fold.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_committed_is_loaded_again_field_by_field(bool isFolded)
    {
        var device = Device(1) with
        {
            Class = DeviceClass.Desk,
            ClassIsOverruled = true,
            Name = "Reception",
            Remark = "Ground floor, Büro 7",
            LastPlace = new DevicePlace("203.0.113.7:5062"u8, "sip:3516@203.0.113.7:5062"u8),
            LastEnd = BindingEnd.ForcedOut,
            CredentialId = 4711,
            DoNotDisturb = true,
        };
        var lease = Lease(uint.MaxValue, 20) with { RefreshInterval = 1800, RefreshCount = 7 };
        var binding = new Binding(
            "sip:3516@192.0.2.4:5062"u8, ";+sip.instance=\"<urn:uuid:1>\""u8, "a84b4c76e66710"u8, lease, "<sip:p1.example;lr>, <sip:edge.example;lr;ob>"u8)
        {
            Id = 2,
            DeviceId = 1,
            UserId = _userId,
            QValue = 500,
            Peer = Peer("[2001:db8::7]:5062"),
            ListeningPort = 50_600,
            Transport = TransportProtocol.Tls,
            RegisteredAt = Noon.AddDays(-1),
        };
        var block = new Block(3, device.Id, _userId, Noon, Noon.AddHours(1), "anna", "Lost on the train");

        Commit(batch => batch.Put(device), batch => batch.Put(binding), batch => batch.Put(block));
        await FoldIfAsync(isFolded);
        var snapshot = await LoadAnewAsync();

        Assert.Equal(device, Assert.Single(snapshot.Devices));
        Assert.Equal(StoredBinding.Of(binding), StoredBinding.Of(Assert.Single(snapshot.Bindings)));
        Assert.Equal(block, Assert.Single(snapshot.Blocks));
        Assert.Equal(4, snapshot.NextId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Path_that_is_given_up_is_gone(bool isFolded)
    {
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1, path: "<sip:edge.example;lr>")));
        await FoldIfAsync(isFolded);

        Commit(batch => batch.Put(Binding(2, 1)));
        await FoldIfAsync(isFolded);

        Assert.Equal("", Assert.Single((await LoadAnewAsync()).Bindings).Path);
    }

    /// <summary>Before devices had credentials their lines in the journal ended one number earlier.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_of_the_version_before_has_the_users_own_credential(bool isFolded)
    {
        var encoder = new JournalEncoder();
        var batch = new StoreBatch();
        batch.Put(Device(1));
        encoder.Add(batch, batch.Writes[0]);
        var row = encoder.Finish()[..^1].ToArray();
        var contentLengthAt = JournalFormat.HeaderLength + 2; // Behind the kind and the id, which is 1.
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(contentLengthAt), row.Length - contentLengthAt - sizeof(int));
        BinaryPrimitives.WriteUInt32LittleEndian(
            row.AsSpan(JournalFormat.CheckSumAt), JournalFormat.CheckSum(row.AsSpan(JournalFormat.CountAt)));
        _temporary.FromOutside(connection => connection.Execute("INSERT INTO journal (id, entry) VALUES (1, @row);", new { row }));

        await FoldIfAsync(isFolded);

        Assert.Equal(Device(1), Assert.Single((await LoadAnewAsync()).Devices));
    }

    [Fact]
    public void A_commit_is_one_row_in_the_file_before_it_returns()
    {
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1)), batch => batch.Refresh(2, Acme, Lease(2, 10)));

        Assert.Equal(1, _temporary.Count("journal"));
    }

    [Fact]
    public void A_commit_of_refreshes_allocates_nothing()
    {
        var batch = new StoreBatch();
        for (var id = 0; id < 64; id++)
        {
            batch.Refresh(id, Acme, Lease(2, 10));
        }

        _store.Commit(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _store.Commit(batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_group_longer_than_a_row_takes_several_and_is_still_one_transaction()
    {
        var text = new string('x', 100_000);
        var batch = new StoreBatch();
        for (var id = 1; id <= 30; id++)
        {
            batch.Put(Device(id) with { Remark = text });
        }

        _store.Commit(batch);

        Assert.InRange(_temporary.Count("journal"), 2, 4);
        Assert.Equal(30, (await LoadAnewAsync()).Devices.Length);
    }

    [Fact]
    public async Task A_binding_that_ran_out_while_the_server_was_down_is_loaded_all_the_same()
    {
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1, Lease(1, -100_000))));

        Assert.Single((await LoadAnewAsync()).Bindings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refresh_replaces_the_lease_and_nothing_else(bool isFolded)
    {
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1)));
        await FoldIfAsync(isFolded);
        Commit(batch => batch.Refresh(2, Acme, Lease(2, 1800)), batch => batch.Refresh(2, Acme, Lease(3, 3500) with { RefreshCount = 2 }));
        await FoldIfAsync(isFolded);

        var binding = Assert.Single((await LoadAnewAsync()).Bindings);

        Assert.Equal(StoredBinding.Of(Binding(2, 1, Lease(3, 3500) with { RefreshCount = 2 })), StoredBinding.Of(binding));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_binding_that_was_replaced_whole_after_its_refresh_in_one_batch_is_not_set_back(bool isFolded)
    {
        var moved = Binding(2, 1, Lease(1, 20));
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1)));

        Commit(batch => batch.Refresh(2, Acme, Lease(77, 10)), batch => batch.Put(moved));
        await FoldIfAsync(isFolded);

        Assert.Equal(StoredBinding.Of(moved), StoredBinding.Of(Assert.Single((await LoadAnewAsync()).Bindings)));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_loses_no_refresh()
    {
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1)));
        Commit(batch => batch.Refresh(2, Acme, Lease(2, 10)), batch => batch.Refresh(2, Acme, Lease(3, -7200)));

        Assert.Equal(Noon.AddSeconds(-7200), Assert.Single((await LoadAnewAsync()).Bindings).Lease.RefreshedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forgetting_a_device_takes_its_binding_and_block_atextand_its_id_is_never_given_again(bool isFolded)
    {
        Commit(
            batch => batch.Put(Device(41)),
            batch => batch.Put(Binding(42, 41)),
            batch => batch.Put(new Block(43, 41, _userId, Noon, null, "anna", "")));

        Commit(batch => batch.RemoveDevice(41));
        await FoldIfAsync(isFolded);
        var snapshot = await LoadAnewAsync();

        Assert.Empty(snapshot.Devices);
        Assert.Empty(snapshot.Bindings);
        Assert.Empty(snapshot.Blocks);
        Assert.Equal(44, snapshot.NextId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ended_or_was_lifted_is_gone(bool isFolded)
    {
        Commit(
            batch => batch.Put(Device(1)),
            batch => batch.Put(Binding(2, 1)),
            batch => batch.Put(new Block(3, 1, _userId, Noon, null, "anna", "")));
        await FoldIfAsync(isFolded);

        Commit(batch => batch.RemoveBinding(2), batch => batch.RemoveBlock(3), batch => batch.Refresh(2, Acme, Lease(2, 10)));
        await FoldIfAsync(isFolded);
        var snapshot = await LoadAnewAsync();

        Assert.Single(snapshot.Devices);
        Assert.Empty(snapshot.Bindings);
        Assert.Empty(snapshot.Blocks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_a_user_elsewhere_takes_atextwhat_is_folded_and_what_still_waits(bool isFolded)
    {
        var goneId = _temporary.AddUser(_domainId, "3517");
        Commit(
            batch => batch.Put(Device(1) with { UserId = goneId }),
            batch => batch.Put(Binding(2, 1)),
            batch => batch.Put(new Block(3, 1, goneId, Noon, null, "anna", "")));
        await FoldIfAsync(isFolded);

        _temporary.FromOutside(connection => connection.Execute("DELETE FROM user WHERE id = @goneId;", new { goneId }));
        Commit(
            batch => batch.Refresh(2, Acme, Lease(2, 10)),
            batch => batch.Put(Device(4)),
            batch => batch.Put(Binding(5, 4)),
            batch => batch.Add(DeviceEvents.Of(ActivityKind.UserGone, Noon, userId: goneId)));
        var waiting = await LoadAnewAsync();
        await _fold.FoldAsync(takesRests: false, Cancellation);
        var folded = await LoadAnewAsync();

        Assert.Equal([4], waiting.Devices.Select(device => device.Id));
        Assert.Equal([5], waiting.Bindings.Select(binding => binding.Id));
        Assert.Empty(waiting.Blocks);
        Assert.Equal([4], folded.Devices.Select(device => device.Id));
        Assert.Equal([5], folded.Bindings.Select(binding => binding.Id));
        Assert.Equal(6, folded.NextId);
        Assert.Equal(1, _temporary.Count("activity"));
        Assert.Equal(0, _temporary.Count("journal"));
    }

    [Fact]
    public async Task A_bad_line_rolls_its_batch_back_and_the_next_commit_works()
    {
        var bad = new StoreBatch();
        bad.Put(Device(1));
        bad.Put(Device(2) with { Product = null! });

        Assert.ThrowsAny<Exception>(() => _store.Commit(bad));
        Commit(batch => batch.Put(Device(3)));

        Assert.Equal(3, Assert.Single((await LoadAnewAsync()).Devices).Id);
    }

    [Fact]
    public async Task A_full_disk_is_told_in_words_keeps_nothing_and_is_left_behind_without_a_restart()
    {
        using var small = new SqliteDatabase(Options.Create(
            new StorageOptions { Path = _temporary.Database.Path, MaxMegabytes = 1 }));
        using var store = new SqliteBindingStore(small);
        var batch = new StoreBatch();
        batch.Put(Device(2));
        batch.Put(Device(1) with { Remark = new string('x', 2 * 1024 * 1024) });
        var little = new StoreBatch();
        little.Put(Device(3));

        var failure = Assert.Throws<StoreUnavailableException>(() => store.Commit(batch));
        store.Commit(little);

        Assert.Contains("is full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single((await LoadAnewAsync()).Devices).Id);
    }

    [Fact]
    public async Task A_database_that_became_unwritable_recovers_when_it_is_writable_again()
    {
        Commit(batch => batch.Put(Device(1)));
        _store.Dispose();
        var path = _temporary.Database.Path;
        _store = new SqliteBindingStore(_temporary.Database);
        File.Move(path, path + ".away");

        var failure = Assert.Throws<StoreUnavailableException>(() => Commit(batch => batch.Put(Device(2))));
        File.Move(path + ".away", path);
        Commit(batch => batch.Put(Device(3)));

        Assert.Contains("cannot be opened", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], (await LoadAnewAsync()).Devices.Select(device => device.Id));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_stops_the_start_and_is_named()
    {
        Commit(batch => batch.Put(Device(1)));
        Commit(batch => batch.Put(Device(2)));
        _temporary.FromOutside(connection => connection.Execute("UPDATE journal SET entry = zeroblob(40) WHERE id = 2;"));

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(LoadAnewAsync);

        Assert.StartsWith("Row 2 of the database's journal cannot be read", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_has_what_still_waits_in_the_journal()
    {
        var file = Path.Combine(_temporary.Folder, "backup.db");
        Commit(batch => batch.Put(Device(1)), batch => batch.Put(Binding(2, 1)));

        await _temporary.Database.BackUpAsync(file, Cancellation);
        using var copy = new SqliteDatabase(Options.Create(new StorageOptions { Path = file }));
        using var store = new SqliteBindingStore(copy);

        Assert.Single((await store.LoadAsync(Cancellation)).Bindings);
    }

    private static Domain Acme { get; } = new(1, "acme.example", "acme.example");

    private static PeerAddress Peer(string text) => PeerAddress.TryParse(text, out var peer) ? peer : throw new FormatException(text);

    private static Lease Lease(uint cSeq, int afterSeconds) => new()
    {
        CSeq = cSeq,
        GrantedSeconds = 3600,
        RefreshedAt = Noon.AddSeconds(afterSeconds),
    };

    private void Commit(params ReadOnlySpan<Action<StoreBatch>> writes)
    {
        var batch = new StoreBatch();
        foreach (var write in writes)
        {
            write(batch);
        }

        _store.Commit(batch);
    }

    private Task FoldIfAsync(bool isFolded) => isFolded ? _fold.FoldAsync(takesRests: false, Cancellation) : Task.CompletedTask;

    /// <summary>As after a restart.</summary>
    private async Task<LocationSnapshot> LoadAnewAsync()
    {
        using var second = _temporary.Another();
        using var loader = new SqliteBindingStore(second);
        return await loader.LoadAsync(Cancellation);
    }

    private Device Device(long id) => new()
    {
        Id = id,
        UserId = _userId,
        Identity = "instance:<urn:uuid:1>",
        Class = DeviceClass.Unknown,
        Product = "Yealink T46U",
        UserAgent = "Yealink SIP-T46U 108.86.0.20",
        FirstSeen = Noon,
        LastSeen = Noon,
    };

    private Binding Binding(long id, long deviceId, Lease? lease = null, string path = "") =>
        new("sip:3516@192.0.2.4:5062"u8, ""u8, "a84b4c76e66710"u8, lease ?? Lease(1, 0), System.Text.Encoding.UTF8.GetBytes(path))
        {
            Id = id,
            DeviceId = deviceId,
            UserId = _userId,
            Peer = Peer("203.0.113.7:5062"),
            Transport = TransportProtocol.Udp,
            RegisteredAt = Noon,
        };
}
