using Dapper;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteBindingStoreTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private TemporaryDatabase _temporary = null!;
    private SqliteBindingStore _store = null!;
    private long _domainId;
    private long _userId;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteBindingStore(_temporary.Database, new RefreshFold(_temporary.Database));
        _domainId = _temporary.AddDomain("acme.example");
        _userId = _temporary.AddUser(_domainId, "3516");
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_committed_is_loaded_again_field_by_field()
    {
        var device = Device(1) with
        {
            Class = DeviceClass.Desk,
            ClassIsOverruled = true,
            Name = "Reception",
            Remark = "Ground floor",
            LastSource = "203.0.113.7:5062",
            LastContactUri = "sip:3516@203.0.113.7:5062",
            LastEnd = BindingEnd.ForcedOut,
        };
        var binding = Binding(2, device) with
        {
            ContactParameters = ";+sip.instance=\"<urn:uuid:1>\"",
            QValue = 500,
            CSeq = uint.MaxValue,
            Transport = TransportProtocol.Tls,
            RefreshInterval = 1800,
            RefreshCount = 7,
        };
        var block = new Block(3, device.Id, _userId, Noon, Noon.AddHours(1), "anna", "Lost on the train");

        await _store.CommitAsync(new StoreBatch { Devices = { device }, Bindings = { binding }, Blocks = { block } }, Cancellation);
        using var second = _temporary.Another();
        using var loader = new SqliteBindingStore(second, new RefreshFold(second));
        var snapshot = await loader.LoadAsync(Cancellation);

        Assert.Equal(device, Assert.Single(snapshot.Devices));
        Assert.Equal(binding, Assert.Single(snapshot.Bindings));
        Assert.Equal(block, Assert.Single(snapshot.Blocks));
        Assert.Equal(4, snapshot.NextId);
    }

    [Fact]
    public async Task A_commit_is_in_the_file_before_it_returns()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) }, Bindings = { Binding(2, Device(1)) } }, Cancellation);

        Assert.Equal(1, _temporary.Count("binding"));
    }

    [Fact]
    public async Task A_binding_that_ran_out_while_the_server_was_down_is_loaded_all_the_same()
    {
        await _store.CommitAsync(
            new StoreBatch
            {
                Devices = { Device(1) },
                Bindings = { Binding(2, Device(1)) with { ExpiresAt = DateTimeOffset.UnixEpoch } },
            },
            Cancellation);

        Assert.Single((await _store.LoadAsync(Cancellation)).Bindings);
    }

    [Fact]
    public async Task Later_rows_of_one_batch_replace_earlier_ones_with_the_same_id()
    {
        await _store.CommitAsync(
            new StoreBatch { Devices = { Device(1), Device(1) with { Name = "Kitchen" } }, }, Cancellation);

        Assert.Equal("Kitchen", Assert.Single((await _store.LoadAsync(Cancellation)).Devices).Name);
    }

    [Fact]
    public async Task Refreshes_are_folded_into_their_bindings()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) }, Bindings = { Binding(2, Device(1)) } }, Cancellation);
        await _store.CommitAsync(new StoreBatch { Refreshes = { Refresh(2, 2, 1800), Refresh(2, 3, 3500) } }, Cancellation);

        var binding = Assert.Single((await _store.LoadAsync(Cancellation)).Bindings);

        Assert.Equal(3u, binding.CSeq);
        Assert.Equal(Noon.AddSeconds(3500), binding.RefreshedAt);
        Assert.Equal(Noon.AddSeconds(7100), binding.ExpiresAt);
        Assert.Equal(1700, binding.RefreshInterval);
        Assert.Equal(2, binding.RefreshCount);
        Assert.Equal(0, _temporary.Count("binding_refresh"));
        Assert.Equal(2, HourlyCount());
    }

    [Fact]
    public async Task A_refresh_survives_a_death_before_the_fold()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) }, Bindings = { Binding(2, Device(1)) } }, Cancellation);
        await _store.CommitAsync(new StoreBatch { Refreshes = { Refresh(2, 2, 1800) } }, Cancellation);

        Assert.Equal(1, _temporary.Count("binding_refresh"));
        using var second = _temporary.Another();
        using var loader = new SqliteBindingStore(second, new RefreshFold(second));

        Assert.Equal(2u, Assert.Single((await loader.LoadAsync(Cancellation)).Bindings).CSeq);
    }

    [Fact]
    public async Task A_binding_that_was_replaced_whole_is_not_set_back_by_an_older_refresh()
    {
        var moved = Binding(2, Device(1)) with { CallId = "new", CSeq = 1, RefreshedAt = Noon.AddSeconds(20) };
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) }, Bindings = { Binding(2, Device(1)) } }, Cancellation);
        await _store.CommitAsync(new StoreBatch { Refreshes = { Refresh(2, 77, 10) } }, Cancellation);
        await _store.CommitAsync(new StoreBatch { Bindings = { moved } }, Cancellation);

        Assert.Equal(moved, Assert.Single((await _store.LoadAsync(Cancellation)).Bindings));
    }

    [Fact]
    public async Task Refreshes_go_on_counting_after_a_fold_emptied_their_table()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) }, Bindings = { Binding(2, Device(1)) } }, Cancellation);
        await _store.CommitAsync(new StoreBatch { Refreshes = { Refresh(2, 2, 10), Refresh(2, 3, 20) } }, Cancellation);
        await _store.LoadAsync(Cancellation);
        using var second = _temporary.Another();
        using var afterRestart = new SqliteBindingStore(second, new RefreshFold(second));

        await afterRestart.CommitAsync(new StoreBatch { Refreshes = { Refresh(2, 4, 30) } }, Cancellation);

        Assert.Equal(4u, Assert.Single((await afterRestart.LoadAsync(Cancellation)).Bindings).CSeq);
        Assert.Equal(3, HourlyCount());
    }

    [Fact]
    public async Task A_clock_that_was_set_back_loses_no_refresh()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) }, Bindings = { Binding(2, Device(1)) } }, Cancellation);
        await _store.CommitAsync(new StoreBatch { Refreshes = { Refresh(2, 2, -7200) } }, Cancellation);

        Assert.Equal(2u, Assert.Single((await _store.LoadAsync(Cancellation)).Bindings).CSeq);
    }

    [Fact]
    public async Task Forgetting_a_device_takes_its_binding_and_block_along_and_its_id_is_never_given_again()
    {
        await _store.CommitAsync(
            new StoreBatch
            {
                Devices = { Device(41) },
                Bindings = { Binding(42, Device(41)) },
                Blocks = { new Block(43, 41, _userId, Noon, null, "anna", "") },
            },
            Cancellation);

        await _store.CommitAsync(new StoreBatch { RemovedDevices = { 41 } }, Cancellation);
        var snapshot = await _store.LoadAsync(Cancellation);

        Assert.Empty(snapshot.Devices);
        Assert.Empty(snapshot.Bindings);
        Assert.Empty(snapshot.Blocks);
        Assert.Equal(44, snapshot.NextId);
    }

    [Fact]
    public async Task A_device_may_come_back_in_the_batch_that_forgets_it()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) } }, Cancellation);

        await _store.CommitAsync(new StoreBatch { Devices = { Device(2) }, RemovedDevices = { 1 } }, Cancellation);

        Assert.Equal(2, Assert.Single((await _store.LoadAsync(Cancellation)).Devices).Id);
    }

    [Fact]
    public async Task Deleting_a_user_elsewhere_takes_devices_bindings_and_blocks_along()
    {
        await _store.CommitAsync(
            new StoreBatch
            {
                Devices = { Device(1) },
                Bindings = { Binding(2, Device(1)) },
                Blocks = { new Block(3, 1, _userId, Noon, null, "anna", "") },
            },
            Cancellation);

        _temporary.FromOutside(connection => connection.Execute("DELETE FROM user;"));
        var snapshot = await _store.LoadAsync(Cancellation);

        Assert.Empty(snapshot.Devices);
        Assert.Empty(snapshot.Bindings);
        Assert.Empty(snapshot.Blocks);
    }

    [Fact]
    public async Task A_batch_skips_what_belongs_to_a_user_who_was_deleted_meanwhile_and_keeps_the_rest()
    {
        var goneId = _temporary.AddUser(_domainId, "3517");
        var gone = Device(1) with { UserId = goneId };
        _temporary.FromOutside(connection => connection.Execute("DELETE FROM user WHERE id = @goneId;", new { goneId }));

        await _store.CommitAsync(
            new StoreBatch
            {
                Devices = { gone, Device(2) },
                Bindings = { Binding(3, gone), Binding(4, Device(2)) },
                Refreshes = { Refresh(3, 2, 10), Refresh(4, 2, 10) },
                Blocks = { new Block(5, 1, goneId, Noon, null, "anna", ""), new Block(6, 2, _userId, Noon, null, "anna", "") },
                Activity = { new ActivityEntry { At = Noon, Kind = ActivityKind.UserGone, UserId = goneId, User = "3517@acme.example" } },
            },
            Cancellation);
        var snapshot = await _store.LoadAsync(Cancellation);

        Assert.Equal(2, Assert.Single(snapshot.Devices).Id);
        Assert.Equal(2u, Assert.Single(snapshot.Bindings).CSeq);
        Assert.Equal(6, Assert.Single(snapshot.Blocks).Id);
        Assert.Equal(7, snapshot.NextId);
        Assert.Equal(1, _temporary.Count("activity"));
    }

    [Fact]
    public async Task A_bad_row_rolls_its_batch_back_and_the_next_commit_works()
    {
        var bad = new StoreBatch { Devices = { Device(1), Device(2) with { Identity = null! } } };

        await Assert.ThrowsAnyAsync<Exception>(() => _store.CommitAsync(bad, Cancellation));
        await _store.CommitAsync(new StoreBatch { Devices = { Device(3) } }, Cancellation);

        Assert.Equal(3, Assert.Single((await _store.LoadAsync(Cancellation)).Devices).Id);
    }

    [Fact]
    public async Task A_full_disk_is_told_in_words_keeps_nothing_and_is_left_behind_without_a_restart()
    {
        using var small = new SqliteDatabase(Options.Create(
            new StorageOptions { Path = _temporary.Database.Path, MaxMegabytes = 1 }));
        using var store = new SqliteBindingStore(small, new RefreshFold(small));
        var big = Device(1) with { Remark = new string('x', 2 * 1024 * 1024) };

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.CommitAsync(new StoreBatch { Devices = { Device(2), big } }, Cancellation));
        await store.CommitAsync(new StoreBatch { Devices = { Device(3) } }, Cancellation);

        Assert.Contains("is full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single((await store.LoadAsync(Cancellation)).Devices).Id);
    }

    [Fact]
    public async Task What_ended_or_was_lifted_is_gone()
    {
        await _store.CommitAsync(
            new StoreBatch
            {
                Devices = { Device(1) },
                Bindings = { Binding(2, Device(1)) },
                Blocks = { new Block(3, 1, _userId, Noon, null, "anna", "") },
            },
            Cancellation);

        await _store.CommitAsync(new StoreBatch { RemovedBindings = { 2 }, RemovedBlocks = { 3 } }, Cancellation);
        var snapshot = await _store.LoadAsync(Cancellation);

        Assert.Single(snapshot.Devices);
        Assert.Empty(snapshot.Bindings);
        Assert.Empty(snapshot.Blocks);
    }

    [Fact]
    public async Task A_database_that_became_unwritable_recovers_when_it_is_writable_again()
    {
        await _store.CommitAsync(new StoreBatch { Devices = { Device(1) } }, Cancellation);
        _store.Dispose();
        var path = _temporary.Database.Path;
        using var store = new SqliteBindingStore(_temporary.Database, new RefreshFold(_temporary.Database));
        File.Move(path, path + ".away");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.CommitAsync(new StoreBatch { Devices = { Device(2) } }, Cancellation));
        File.Move(path + ".away", path);
        await store.CommitAsync(new StoreBatch { Devices = { Device(3) } }, Cancellation);

        Assert.Contains("cannot be opened", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 3], (await store.LoadAsync(Cancellation)).Devices.Select(device => device.Id));
    }

    private long HourlyCount() =>
        _temporary.FromOutside(connection => connection.ExecuteScalar<long>("SELECT sum(count) FROM refresh_hour;"));

    private static BindingRefresh Refresh(long bindingId, uint cSeq, int afterSeconds) =>
        new(bindingId, cSeq, 3600, Noon.AddSeconds(afterSeconds), Noon.AddSeconds(afterSeconds + 3600));

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

    private static Binding Binding(long id, Device device) => new()
    {
        Id = id,
        DeviceId = device.Id,
        UserId = device.UserId,
        ContactUri = "sip:3516@192.0.2.4:5062",
        CallId = "a84b4c76e66710",
        CSeq = 1,
        Source = "203.0.113.7:5062",
        Transport = TransportProtocol.Udp,
        RegisteredAt = Noon,
        RefreshedAt = Noon,
        ExpiresAt = Noon.AddHours(1),
        GrantedSeconds = 3600,
    };
}
