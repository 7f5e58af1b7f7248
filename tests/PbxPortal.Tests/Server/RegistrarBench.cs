using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server;

/// <summary>The whole server but for sockets, database and portal: text in, text out, and a clock that a test moves.</summary>
internal sealed class RegistrarBench : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly OwnAddresses _ownAddresses;
    private readonly RegistrarOptions _options;
    private readonly string _defaultDomain;
    private readonly AdmissionOptions _admissionOptions;
    private readonly Task _running;
    private bool _isStopped;

    private RegistrarBench(
        TestClock time,
        UserDirectory directory,
        MemoryBindingStore store,
        RegistrarOptions options,
        Task loaded,
        Parts parts,
        MemoryAdmission admission)
    {
        Time = time;
        Directory = directory;
        Store = store;
        _options = options;
        _defaultDomain = parts.SipOptions.DefaultDomain;
        _ownAddresses = parts.OwnAddresses;
        Location = parts.Location;
        Table = parts.Table;
        Health = parts.Health;
        Feed = parts.Feed;
        Refusals = new RefusalLog(Activity, Location, Time, NullLogger<RefusalLog>.Instance);
        _admissionOptions = admission.Options;
        Bans = admission.Store;
        Administrators = admission.Administrators;
        var sipOptions = Options.Create(parts.SipOptions);
        var admissionOptions = Options.Create(admission.Options);
        Admission = new AdmissionService(
            Bans, Activity, Administrators, Table, admissionOptions, Time, NullLogger<AdmissionService>.Instance);
        Gate = new AdmissionGate(Admission, admissionOptions, Time);
        var resolver = new AddressResolver(Directory, _ownAddresses, sipOptions);
        var authenticator = new DigestAuthenticator(Directory, new Ha1Cache(new OpenSecretBox()), Time, Options.Create(options));
        var registrar = new Registrar(
            Gate,
            resolver,
            authenticator,
            Location,
            Table,
            Refusals,
            Options.Create(options),
            NullLogger<Registrar>.Instance);
        Transactions = new TransactionLayer(time, NullLogger<TransactionLayer>.Instance);
        Requests = new OwnRequests(Transactions, sipOptions);
        Reach = parts.Reach;
        Notifier = new Notifier(
            Gate, resolver, authenticator, Location, Table, Directory, Requests, time, NullLogger<Notifier>.Instance);
        Qualifier = new Qualifier(
            Directory, Location, Table, Requests, Reach, time, Options.Create(new QualifyOptions()), NullLogger<Qualifier>.Instance);
        Server = new SipServer(Gate, registrar, Notifier, Transactions, NullLogger<SipServer>.Instance);
        Receiver = new MessageReceiver(Server, Counters, NullLogger.Instance);
        _running = RunAsync(loaded);
    }

    public TestClock Time { get; }

    public UserDirectory Directory { get; }

    public MemoryBindingStore Store { get; }

    public MemoryActivityStore Activity { get; } = new();

    public LocationService Location { get; }

    public LocationTable Table { get; }

    public StoreHealth Health { get; }

    public RegistrationFeed Feed { get; }

    public RefusalLog Refusals { get; }

    public TransactionLayer Transactions { get; }

    public OwnRequests Requests { get; }

    public ReachTable Reach { get; }

    public Qualifier Qualifier { get; }

    public Notifier Notifier { get; }

    public AdmissionService Admission { get; }

    public AdmissionGate Gate { get; }

    public MemoryAdmissionStore Bans { get; }

    public FakeAdministratorAddresses Administrators { get; }

    public SipServer Server { get; }

    public MessageReceiver Receiver { get; }

    public TransportCounters Counters { get; } = new();

    /// <summary>A server with the users of <see cref="Tenants"/>, at noon.</summary>
    public static Task<RegistrarBench> StartAsync(RegistrarOptions? options = null) => StartAsync(Tenants.All(), options);

    /// <summary>A server with these limits for strangers; without them, all admission is there and nobody reaches a limit.</summary>
    public static Task<RegistrarBench> StartAsync(AdmissionOptions admission) =>
        StartAsync(Tenants.All(), admission: admission);

    /// <summary>A server with these users, at noon.</summary>
    public static Task<RegistrarBench> StartAsync(
        DirectoryChange users, RegistrarOptions? options = null, string defaultDomain = "acme.example", AdmissionOptions? admission = null)
    {
        var directory = new UserDirectory();
        directory.Apply(users);
        return StartAsync(
            new TestClock(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero)),
            directory,
            new MemoryBindingStore(),
            options ?? new RegistrarOptions(),
            defaultDomain,
            new MemoryAdmission(admission ?? MemoryAdmission.Generous, new MemoryAdmissionStore(), new FakeAdministratorAddresses()));
    }

    /// <summary>Ends the process, as <c>kill -9</c> would, and starts another one on the same store and the same directory.</summary>
    public async Task<RegistrarBench> RestartAsync()
    {
        await DisposeAsync();
        return await StartAsync(
            Time, Directory, Store, _options, _defaultDomain, new MemoryAdmission(_admissionOptions, Bans, Administrators));
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public async Task<string> AskAsync(string request, PhoneWire? wire = null)
    {
        wire ??= new PhoneWire("192.0.2.4:5060");
        Deliver(request, wire);
        return await wire.ReadAsync();
    }

    /// <summary>Sends a request and does not wait.</summary>
    public void Deliver(string request, PhoneWire wire) => Receiver.Receive(SipMessageText.ToWire(request), wire);

    /// <summary>Lets a challenge come, answers it, and waits for the answer to that.</summary>
    public async Task<string> AskAsync(string request, PhoneCredentials credentials, PhoneWire? wire = null)
    {
        wire ??= new PhoneWire("192.0.2.4:5060");
        credentials.Accept(await AskAsync(request, wire));
        return await AskAsync(credentials.Authorize(request), wire);
    }

    /// <summary>Moves the clock, and waits until everything has happened that happens by itself.</summary>
    public async Task AdvanceAsync(TimeSpan duration)
    {
        var lastTick = TimeSpan.FromMilliseconds(ExpiryWheel.SlotMilliseconds);
        if (duration > lastTick)
        {
            Time.Advance(duration - lastTick);
            await SettleAsync();
        }

        Time.Advance(lastTick < duration ? lastTick : duration);
        await SettleAsync();
    }

    public Task AdvanceAsync(double seconds) => AdvanceAsync(TimeSpan.FromSeconds(seconds));

    /// <summary>Until the location service has done all that was asked of it so far.</summary>
    public async Task SettleAsync()
    {
        ILocationQueue queue = Location;
        var change = new EmptyChange();
        queue.Post(change);
        await change.Completion.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Tells the refusals that have gathered, as once a second.</summary>
    public async Task TellRefusalsAsync()
    {
        await Refusals.FlushAsync(CancellationToken.None);
        await SettleAsync();
    }

    /// <summary>Judges whoever has reached a limit, as the loop does at once.</summary>
    public Task JudgeAsync() => Admission.TurnAsync(CancellationToken.None);

    /// <summary>The rows of one user's devices.</summary>
    public IReadOnlyList<DeviceState> DevicesOf(long userId = 11) => Feed.OfUser(userId);

    /// <summary>The bindings of one user that a call would find now.</summary>
    public IReadOnlyList<Binding> BindingsOf(long userId = 11) =>
    [
        .. (Table.OfUser(userId)?.Devices ?? [])
            .Select(entry => entry.LiveBinding(Location.Clock.Now))
            .OfType<Binding>(),
    ];

    public async ValueTask DisposeAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        Notifier.Dispose();
        Transactions.Dispose();
        Feed.Dispose();
        Admission.Dispose();
        _ownAddresses.Dispose();
        _stopping.Dispose();
    }

    private static async Task<RegistrarBench> StartAsync(
        TestClock time,
        UserDirectory directory,
        MemoryBindingStore store,
        RegistrarOptions options,
        string defaultDomain,
        MemoryAdmission admission)
    {
        var parts = Parts.Make(time, directory, store, defaultDomain);
        var loaded = parts.Location.LoadAsync(Task.CompletedTask, CancellationToken.None);
        var bench = new RegistrarBench(time, directory, store, options, loaded, parts, admission);
        await bench.SettleAsync();
        await bench.Admission.LoadAsync(CancellationToken.None);
        return bench;
    }

    private async Task RunAsync(Task loaded)
    {
        await loaded;
        await Location.RunAsync(_stopping.Token);
    }

    private sealed class EmptyChange : AwaitedChange<bool>
    {
        public override bool HoldsWithoutStore => true;

        public override bool Apply(LocationTransaction transaction) => true;
    }

    private sealed record Parts(
        SipOptions SipOptions, OwnAddresses OwnAddresses, LocationTable Table, StoreHealth Health, LocationService Location, ReachTable Reach, RegistrationFeed Feed)
    {
        public static Parts Make(TestClock time, UserDirectory directory, MemoryBindingStore store, string defaultDomain)
        {
            var sipOptions = new SipOptions
            {
                DefaultDomain = defaultDomain,
                OwnAddresses = { "203.0.113.10", "2001:db8::10", "2001:db8::10:5070" },
            };
            var table = new LocationTable();
            var health = new StoreHealth(time);
            var location = new LocationService(store, table, directory, health, time, NullLogger<LocationService>.Instance);
            var reach = new ReachTable();
            return new Parts(
                sipOptions,
                new OwnAddresses(Options.Create(sipOptions)),
                table,
                health,
                location,
                reach,
                new RegistrationFeed(location, table, directory, reach, TimeProvider.System)); // Its pauses are short, and no test's subject.
        }
    }
}
