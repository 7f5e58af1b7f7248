using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SqliteDirectoryStoreTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private TemporaryDatabase _temporary = null!;
    private SqliteDirectoryStore _store = null!;
    private long _domainId;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _store = new SqliteDirectoryStore(_temporary.Database, _clock, NullLogger<SqliteDirectoryStore>.Instance);
        _domainId = _temporary.AddDomain("acme.example");
    }

    public ValueTask DisposeAsync()
    {
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Loads_domains_users_numbers_and_credentials()
    {
        await _store.EditAsync(edit => Task.FromResult(edit.InsertUser(Draft("3516"), [1, 2, 3])), Cancellation);

        var all = await _store.LoadAsync(Cancellation);

        Assert.Equal(new Domain(_domainId, "acme.example", "acme.example"), Assert.Single(all.Domains));
        var user = Assert.Single(all.Users);
        Assert.Equal("Anna Berg", user.DisplayName);
        Assert.Equal(5, user.MaxDevices);
        Assert.True(user.MayRegisterOthers);
        Assert.Equal(["+498912345678", "16"], user.PhoneNumbers);
        var credential = Assert.Single(user.Credentials);
        Assert.Equal("3516", credential.Name);
        Assert.Equal([1, 2, 3], credential.Sealed);
        Assert.Empty(all.RemovedUserIds);
    }

    [Fact]
    public async Task Keeps_what_a_users_phones_may_do_and_what_a_domain_sets()
    {
        var draft = Draft("3516") with
        {
            AllowedNetworks = ["10.0.0.0/8", "2001:db8::1"],
            AllowedTransports = ["tls", "wss"],
            RingOrder = RingOrder.ByPriority,
            RingSeconds = 15,
        };
        await _store.EditAsync(edit => Task.FromResult(edit.InsertUser(draft, [1])), Cancellation);
        await _store.EditAsync(
            async edit =>
            {
                await edit.UpdateDomainAsync(
                    _domainId,
                    new DomainDraft("acme.example") { DigestAlgorithms = ["SHA-512-256", "MD5"], QualifySeconds = 30 });
                return true;
            },
            Cancellation);

        var all = await _store.LoadAsync(Cancellation);

        var user = Assert.Single(all.Users);
        Assert.Equal(["10.0.0.0/8", "2001:db8::1"], user.AllowedNetworks.Select(network => network.ToString()));
        Assert.Equal([TransportProtocol.Tls, TransportProtocol.Wss], user.AllowedTransports);
        Assert.Equal(TimeSpan.FromSeconds(15), user.GroupRingTime);
        Assert.Equal([DigestAlgorithm.Sha512_256, DigestAlgorithm.Md5], user.Domain.DigestAlgorithms);
        Assert.Equal(30, user.Domain.QualifySeconds);
    }

    [Fact]
    public async Task Follows_the_same_when_another_process_sets_it()
    {
        var userId = _temporary.AddUser(_domainId, "2");
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        _temporary.FromOutside(connection => connection.Execute(
            """
            UPDATE user SET allowed_networks = '192.0.2.0/24', allowed_transports = 'tcp', ring_order = 1;
            UPDATE domain SET digest_algorithms = 'SHA-256', qualify_seconds = 60;
            INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label, created_at)
                VALUES (@userId, @_domainId, '2.k7f2', x'01', 0, 'Mobile', 1000);
            """,
            new { userId, _domainId }));

        var change = await NextAsync(watch);

        var user = Assert.Single(change.Users);
        Assert.Equal("192.0.2.0/24", Assert.Single(user.AllowedNetworks).ToString());
        Assert.Equal([TransportProtocol.Tcp], user.AllowedTransports);
        Assert.Equal((RingOrder.ByPriority, null, TimeSpan.FromSeconds(20)), (user.RingOrder, user.RingSeconds, user.GroupRingTime));
        Assert.Equal(60, Assert.Single(change.Domains).QualifySeconds);
        var credential = Assert.Single(user.Credentials);
        Assert.Equal(("2.k7f2", "Mobile", false, 1000L), (credential.Name, credential.Label, credential.IsOwn, credential.CreatedAt.ToUnixTimeMilliseconds()));
    }

    [Theory]
    [InlineData("UPDATE user SET allowed_networks = '10.0.0.0/8,office';", "'office' is not an address or a network.")]
    [InlineData("UPDATE user SET allowed_transports = 'sctp';", "The database holds 'sctp', which this program does not know.")]
    [InlineData("UPDATE domain SET digest_algorithms = 'SHA-1';", "The database holds 'SHA-1', which this program does not know.")]
    public async Task Opens_no_door_because_a_word_cannot_be_read(string edit, string expected)
    {
        _temporary.AddUser(_domainId, "2");
        _temporary.FromOutside(connection => connection.Execute(edit));

        var failure = await Assert.ThrowsAsync<FormatException>(() => _store.LoadAsync(Cancellation));

        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_only_what_changed_after_the_load_whoever_changed_it()
    {
        _temporary.AddUser(_domainId, "1");
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        var id = _temporary.AddUser(_domainId, "2");

        var change = await NextAsync(watch);

        Assert.Equal(id, Assert.Single(change.Users).Id);
        Assert.Empty(change.Domains);
    }

    [Fact]
    public async Task Looks_again_every_second()
    {
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        var next = NextAsync(watch).AsTask();
        var id = _temporary.AddUser(_domainId, "2");

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(id, Assert.Single((await next).Users).Id);
    }

    [Fact]
    public async Task Tells_of_deleted_users_and_domains()
    {
        var userId = _temporary.AddUser(_domainId, "2");
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        _temporary.FromOutside(connection => connection.Execute("DELETE FROM user; DELETE FROM domain;"));

        var change = await NextAsync(watch);

        Assert.Equal([userId], change.RemovedUserIds);
        Assert.Equal([_domainId], change.RemovedDomainIds);
        Assert.Empty(change.Users);
    }

    [Theory]
    [InlineData("UPDATE user SET display_name = 'Bert' WHERE id = 1;")]
    [InlineData("INSERT INTO phone_number (domain_id, number, user_id, position) VALUES (1, '17', 1, 3);")]
    [InlineData("DELETE FROM phone_number WHERE number = '16';")]
    [InlineData("UPDATE credential SET is_revoked = 1;")]
    [InlineData("DELETE FROM credential;")]
    public async Task Any_change_below_a_user_brings_that_user(string sql)
    {
        await _store.EditAsync(edit => Task.FromResult(edit.InsertUser(Draft("3516"), [1])), Cancellation);
        _temporary.AddUser(_domainId, "2");
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        _temporary.FromOutside(connection => connection.Execute(sql));

        var change = await NextAsync(watch);

        Assert.Equal("3516", Assert.Single(change.Users).Extension);
    }

    [Fact]
    public async Task A_change_that_the_watcher_did_not_take_is_told_again()
    {
        await _store.LoadAsync(Cancellation);
        var id = _temporary.AddUser(_domainId, "2");
        await using (var first = Watch())
        {
            await NextAsync(first);
        }

        await using var second = Watch();

        Assert.Equal(id, Assert.Single((await NextAsync(second)).Users).Id);
    }

    [Fact]
    public async Task An_edit_returns_when_the_watcher_has_applied_it()
    {
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        var next = NextAsync(watch).AsTask();

        var edit = _store.EditAsync(edit => Task.FromResult(edit.InsertUser(Draft("3516"), [1])), Cancellation);
        var change = await next;
        var wasPending = !edit.IsCompleted;
        var following = watch.MoveNextAsync();
        var id = await edit;
        _temporary.AddUser(_domainId, "2");
        _store.Ring();
        await following;

        Assert.True(wasPending);
        Assert.Equal(id, Assert.Single(change.Users).Id);
    }

    [Fact]
    public async Task An_edit_does_not_wait_for_ever_for_a_watcher_that_hangs()
    {
        await _store.LoadAsync(Cancellation);
        await using var watch = Watch();
        var next = NextAsync(watch).AsTask();

        var edit = _store.EditAsync(edit => Task.FromResult(edit.InsertUser(Draft("3516"), [1])), Cancellation);
        await next;
        while (!edit.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal(1, await edit);
    }

    [Fact]
    public async Task An_edit_that_nobody_watches_returns_at_once()
    {
        await _store.LoadAsync(Cancellation);

        Assert.Equal(1, await _store.EditAsync(edit => Task.FromResult(edit.InsertUser(Draft("3516"), [1])), Cancellation));
    }

    [Fact]
    public async Task Trimming_keeps_what_the_watcher_has_not_seen()
    {
        _temporary.FromOutside(connection => connection.Execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15000)
            INSERT INTO directory_change (user_id) SELECT 99 FROM n;
            """));
        await _store.LoadAsync(Cancellation);
        var id = _temporary.AddUser(_domainId, "2");

        await _store.TrimAsync(Cancellation);
        await using var watch = Watch();

        Assert.Equal(10_001, _temporary.Count("directory_change"));
        Assert.Equal(id, Assert.Single((await NextAsync(watch)).Users).Id);
    }

    [Fact]
    public async Task Loads_100_000_users_quickly()
    {
        _temporary.FromOutside(connection => connection.Execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO user (domain_id, extension, display_name, email, is_enabled, may_register_others)
            SELECT 1, i, 'User ' || i, '', 1, 0 FROM n;
            INSERT INTO credential (user_id, domain_id, name, sealed, is_revoked, label)
            SELECT id, 1, extension, zeroblob(109), 0, '' FROM user;
            """));

        var watch = Stopwatch.StartNew();
        var all = await _store.LoadAsync(Cancellation);

        Assert.Equal(100_000, all.Users.Length);
        Assert.All(all.Users, user => Assert.Single(user.Credentials));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        TestContext.Current.TestOutputHelper?.WriteLine($"Loaded in {watch.Elapsed}.");
    }

    private UserDraft Draft(string extension) => new()
    {
        DomainId = _domainId,
        Extension = extension,
        DisplayName = "Anna Berg",
        Email = "anna@acme.example",
        MaxDevices = 5,
        MayRegisterOthers = true,
        PhoneNumbers = ["+498912345678", "16"],
    };

    private IAsyncEnumerator<DirectoryChange> Watch() => _store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);

    private static async ValueTask<DirectoryChange> NextAsync(IAsyncEnumerator<DirectoryChange> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return watch.Current;
    }
}
