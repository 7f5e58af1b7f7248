using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Api;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Proxying;
using PbxPortal.Server.Push;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Storage;

/// <summary>The registrar on a real database that may not grow any more.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const long UserId = 11;

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _stopping = new();
    private readonly PhoneCredentials _credentials = new("3516", Tenants.PasswordOf("3516"));
    private readonly PhoneWire _wire = new("192.0.2.4:5060");
    private readonly LocationTable _table = new();
    private readonly UserDirectory _directory = new();
    private readonly Gruus _gruus = new(new TestKeys());
    private TemporaryDatabase _temporary = null!;
    private SqliteDatabase _database = null!;
    private SqliteBindingStore _store = null!;
    private AdmissionService _admission = null!;
    private OwnAddresses _ownAddresses = null!;
    private StoreHealth _health = null!;
    private LocationService _location = null!;
    private Proxy _proxy = null!;
    private SipServer _server = null!;
    private MessageReceiver _receiver = null!;
    private Task _running = Task.CompletedTask;
    private int _calls;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _temporary = await TemporaryDatabase.CreateAsync();
        _temporary.FromOutside(connection => connection.Execute(
            """
            INSERT INTO domain (id, name, realm) VALUES (1, 'acme.example', 'acme.example');
            INSERT INTO user (id, domain_id, extension, display_name, email, is_enabled, may_register_others)
            VALUES (11, 1, '3516', '', '', 1, 0), (12, 1, '3517', '', '', 1, 0);
            CREATE TABLE ballast (bytes BLOB);
            """));
        _database = new SqliteDatabase(Options.Create(new StorageOptions { Path = _temporary.Database.Path, MaxMegabytes = 1 }));
        _store = new SqliteBindingStore(_database);
        _directory.Apply(new DirectoryChange([Tenants.Acme], [Tenants.User(UserId, "3516"), Tenants.User(12, "3517")], [], []));
        _health = new StoreHealth(_clock);
        _location = new LocationService(
            _store, _table, _directory, _health, _clock, Options.Create(new RegistrarOptions()), NullLogger<LocationService>.Instance);
        await _location.LoadAsync(Task.CompletedTask, Cancellation);
        _running = _location.RunAsync(_stopping.Token);
        Compose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _proxy.Dispose();
        _ownAddresses.Dispose();
        _admission.Dispose();
        _gruus.Dispose();
        _store.Dispose();
        _database.Dispose();
        _temporary.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task Refuses_with_503_says_so_and_goes_on_by_itself_when_there_is_room_again()
    {
        var readiness = new StoreReadiness(_health);
        var first = await RegisterAsync();
        await FillAsync();
        var refused = await RegisterUntilRefusedAsync();
        var whileFull = readiness.WhyNotReady();
        await EmptyAsync();

        var accepted = await RegisterAsync();

        Assert.Equal("200 OK", first.Status());
        Assert.StartsWith("503 ", refused.Status(), StringComparison.Ordinal);
        Assert.True(int.Parse(refused.Row("Retry-After"), CultureInfo.InvariantCulture) > 0);
        Assert.Contains("is full; free some space", whileFull, StringComparison.Ordinal);
        Assert.Equal("200 OK", accepted.Status());
        Assert.Null(readiness.WhyNotReady());
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart_and_what_was_refused_is_not()
    {
        await RegisterAsync();
        await FillAsync();
        await RegisterUntilRefusedAsync();
        var acknowledged = Contacts(_table.OfUser(UserId)!);

        var snapshot = await _store.LoadAsync(Cancellation);

        Assert.Equal(acknowledged, snapshot.Bindings.Select(binding => binding.ContactUri).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(snapshot.Bindings, binding => binding.ContactUri.Contains($"device-{_calls}@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_expires_while_the_disk_is_away_is_gone_at_its_time_and_written_when_it_is_back()
    {
        var folder = System.IO.Path.GetDirectoryName(_temporary.Database.Path)!;
        await RegisterAsync();
        await FillAsync();
        await RegisterUntilRefusedAsync();

        System.IO.Directory.Move(folder, folder + "-away");
        await AdvanceAsync(TimeSpan.FromMinutes(61));
        var shown = Contacts(_table.OfUser(UserId)!);
        var whileAway = _health.Failure;
        System.IO.Directory.Move(folder + "-away", folder);
        var written = (await _store.LoadAsync(Cancellation)).Bindings.Length;
        await EmptyAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Empty(shown);
        Assert.Contains("cannot be opened", whileAway!.Message, StringComparison.Ordinal);
        Assert.True(written > 0);
        Assert.Empty((await _store.LoadAsync(Cancellation)).Bindings);
        Assert.Null(_health.Failure);
    }

    private static List<string> Contacts(UserLocation location) =>
        [.. location.Devices.Select(entry => entry.Binding?.ContactUri).OfType<string>().Order(StringComparer.Ordinal)];

    private void Compose()
    {
        var sip = new SipOptions { DefaultDomain = "acme.example" };
        var options = Options.Create(new RegistrarOptions { MaxDevicesPerUser = 1000 });
        _ownAddresses = new OwnAddresses(Options.Create(sip));
        var admissionOptions = Options.Create(MemoryAdmission.Generous);
        _admission = new AdmissionService(
            new MemoryAdmissionStore(),
            new MemoryActivityStore(),
            new FakeAdministratorAddresses(),
            _table,
            admissionOptions,
            _clock,
            NullLogger<AdmissionService>.Instance);
        var gate = new AdmissionGate(_admission, admissionOptions, _clock);
        var resolver = new AddressResolver(_directory, _ownAddresses, Options.Create(sip));
        var authenticator = new DigestAuthenticator(_directory, new Ha1Cache(new OpenSecretBox()), _clock, options);
        var registrar = new Registrar(
            gate,
            resolver,
            authenticator,
            _location,
            _table,
            new RefusalLog(new MemoryActivityStore(), _location, new AttemptLog(_table, new AttemptBoard(_clock), _clock), _clock, NullLogger<RefusalLog>.Instance),
            _gruus,
            options,
            NullLogger<Registrar>.Instance);
        var transactions = new TransactionLayer(_clock, NullLogger<TransactionLayer>.Instance);
        var requests = new OwnRequests(transactions, Options.Create(sip));
        var calls = new CallBook(
            new CallRecorder(new MemoryCallStore(), _clock, NullLogger<CallRecorder>.Instance), new DeviceCalls(), _clock);
        var notifier = new Notifier(
            gate, resolver, authenticator, _location, _table, calls, _directory, requests, _gruus, _clock, NullLogger<Notifier>.Instance);
        var net = new FakeNet();
        _proxy = new Proxy(
            new ProxyParts(
                gate,
                resolver,
                authenticator,
                _directory,
                _table,
                _location,
                new GruuResolver(_gruus, _directory, resolver, _table, _location),
                new FlowTable(_table),
                new FlowTokens(new TestKeys()),
                new TrunkTable(Options.Create(new TrunksOptions()), net, _clock, NullLogger<TrunkTable>.Instance),
                net,
                requests,
                new PushWaker(new FakePushGateway(), Options.Create(new PushOptions()), NullLogger<PushWaker>.Instance),
                Options.Create(sip),
                options,
                _clock,
                NullLogger<Proxy>.Instance),
            calls);
        _server = new SipServer(gate, registrar, notifier, _proxy, transactions, NullLogger<SipServer>.Instance);
        _receiver = new MessageReceiver(_server, new TransportCounters(), NullLogger.Instance);
    }

    /// <summary>A new device registers.</summary>
    private async Task<string> RegisterAsync()
    {
        var call = (++_calls).ToString(CultureInfo.InvariantCulture);
        var request =
            $"""
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=from
            To: <sip:3516@acme.example>
            Call-ID: call-{call}
            CSeq: 1 REGISTER
            User-Agent: Yealink SIP-T46U 108.86.0.20
            Contact: <sip:device-{call}@192.0.2.4:5060>;expires=3600
            """;
        _credentials.Accept(await AskAsync(request));
        return await AskAsync(_credentials.Authorize(request));
    }

    /// <summary>There is room left within pages; every device takes some of it.</summary>
    private async Task<string> RegisterUntilRefusedAsync()
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var answer = await RegisterAsync();
            if (!answer.Status().StartsWith("200", StringComparison.Ordinal))
            {
                return answer;
            }
        }

        throw new InvalidOperationException("The database never got full.");
    }

    private async Task<string> AskAsync(string request)
    {
        _receiver.Receive(SipMessageText.ToWire(request), _wire);
        return await _wire.ReadAsync();
    }

    private async Task FillAsync()
    {
        foreach (var size in (int[])[65536, 3000, 100])
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            {
                while (true)
                {
                    await _database.WriteAsync(
                        transaction => transaction.Connection!.ExecuteAsync("INSERT INTO ballast VALUES (zeroblob(@size));", new { size }, transaction),
                        Cancellation);
                }
            });
        }
    }

    private Task<int> EmptyAsync() => _database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync("DELETE FROM ballast;", transaction: transaction), Cancellation);

    private async Task AdvanceAsync(TimeSpan duration)
    {
        var lastTick = TimeSpan.FromMilliseconds(ExpiryWheel.SlotMilliseconds);
        _clock.Advance(duration - lastTick);
        await SettleAsync();
        _clock.Advance(lastTick);
        await SettleAsync();
    }

    /// <summary>Until the location service has done all that was asked of it so far.</summary>
    private async Task SettleAsync()
    {
        ILocationQueue queue = _location;
        var change = new EmptyChange();
        queue.Post(change);
        await change.Completion.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    private sealed class EmptyChange : AwaitedChange<bool>
    {
        public override bool HoldsWithoutStore => true;

        public override bool Apply(LocationTransaction transaction) => true;
    }
}
