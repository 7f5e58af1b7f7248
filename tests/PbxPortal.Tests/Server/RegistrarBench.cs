using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
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
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server.Proxying;

namespace PbxPortal.Tests.Server;

/// <summary>The whole server but for sockets, database and portal: text in, text out, and a clock that a test moves.</summary>
internal sealed class RegistrarBench : IAsyncDisposable
{
    private static readonly PushOptions PushSettings = new()
    {
        Gateways = { new PushGatewayOptions { Provider = "fcm", Url = "https://push.example.com/wake" } },
    };

    private readonly CancellationTokenSource _stopping = new();
    private readonly Gruus _gruus = new(new TestKeys());
    private readonly OwnAddresses _ownAddresses;
    private readonly RegistrarOptions _options;
    private readonly string _defaultDomain;
    private readonly AdmissionOptions _admissionOptions;
    private readonly BenchSettings _settings;
    private readonly Task _running;
    private bool _isStopped;

    private RegistrarBench(
        TestClock time,
        UserDirectory directory,
        MemoryBindingStore store,
        RegistrarOptions options,
        Task loaded,
        Parts parts,
        MemoryAdmission admission,
        BenchSettings settings)
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
        DeviceCalls = parts.DeviceCalls;
        Recorder = new CallRecorder(FinishedCalls, time, NullLogger<CallRecorder>.Instance);
        Calls = new CallBook(Recorder, DeviceCalls, time);
        Board = new AttemptBoard(Time);
        Attempts = new AttemptLog(Table, Board, Time);
        _admissionOptions = admission.Options;
        _settings = settings;
        Bans = admission.Store;
        Administrators = admission.Administrators;
        var sipOptions = Options.Create(parts.SipOptions);
        var admissionOptions = Options.Create(admission.Options);
        Admission = new AdmissionService(
            Bans, Activity, Administrators, Table, admissionOptions, Time, NullLogger<AdmissionService>.Instance);
        Gate = new AdmissionGate(Admission, admissionOptions, Time);
        Board.Follow(Gate);
        var resolver = new AddressResolver(Directory, _ownAddresses, sipOptions);
        Traces = new TraceService(Tap, new MessageReader(resolver, Directory, Time), Time, NullLogger<TraceService>.Instance);
        Refusals = new RefusalLog(Activity, Location, Attempts, Time, NullLogger<RefusalLog>.Instance, Traces);
        var authenticator = new DigestAuthenticator(Directory, new Ha1Cache(new OpenSecretBox()), Time, Options.Create(options));
        Gruus = new GruuResolver(_gruus, Directory, resolver, Table, Location);
        var registrar = new Registrar(
            Gate,
            resolver,
            authenticator,
            Location,
            Table,
            Refusals,
            _gruus,
            Options.Create(options),
            NullLogger<Registrar>.Instance);
        Transactions = new TransactionLayer(time, NullLogger<TransactionLayer>.Instance, most: settings.MostTransactions);
        Requests = new OwnRequests(Transactions, sipOptions);
        Reach = parts.Reach;
        Notifier = new Notifier(
            Gate, resolver, authenticator, Location, Table, Calls, Directory, Requests, _gruus, time, NullLogger<Notifier>.Instance);
        Qualifier = new Qualifier(
            Directory, Location, Table, Requests, Reach, time, Options.Create(new QualifyOptions()), NullLogger<Qualifier>.Instance);
        Flows = new FlowTable(Table);
        Tokens = new FlowTokens(new TestKeys());
        Waker = new PushWaker(Push, Options.Create(PushSettings), NullLogger<PushWaker>.Instance);
        var proxyParts = new ProxyParts(
            Gate,
            resolver,
            authenticator,
            Directory,
            Table,
            Location,
            Gruus,
            Flows,
            Tokens,
            new TrunkTable(Options.Create(settings.Trunks), settings.Net, time, NullLogger<TrunkTable>.Instance),
            settings.Net,
            Requests,
            Waker,
            sipOptions,
            Options.Create(options),
            time,
            NullLogger<Proxy>.Instance);
        Proxy = new Proxy(proxyParts, Book);
        Server = new SipServer(Gate, registrar, Notifier, Proxy, Transactions, NullLogger<SipServer>.Instance);
        Receiver = new MessageReceiver(Server, Counters, NullLogger.Instance, Tap);
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

    public DeviceCalls DeviceCalls { get; }

    public CallBook Calls { get; }

    public CallRecorder Recorder { get; }

    public MemoryCallStore FinishedCalls { get; } = new();

    public AttemptLog Attempts { get; }

    public AttemptBoard Board { get; }

    public RefusalLog Refusals { get; }

    public GruuResolver Gruus { get; }

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

    public FlowTable Flows { get; }

    public FlowTokens Tokens { get; }

    public Proxy Proxy { get; }

    public RecordingBook Book { get; } = new();

    public PushWaker Waker { get; }

    /// <summary>Wakes apps whose provider is <c>fcm</c>.</summary>
    public FakePushGateway Push { get; } = new();

    public MessageReceiver Receiver { get; }

    public TransportCounters Counters { get; } = new();

    public WireTap Tap { get; } = new();

    public TraceService Traces { get; }

    /// <summary>A server with the users of <see cref="Tenants"/>, at noon.</summary>
    public static Task<RegistrarBench> StartAsync(RegistrarOptions? options = null) => StartAsync(Tenants.All(), options);

    /// <summary>A server with these limits for strangers; without them, all admission is there and nobody reaches a limit.</summary>
    public static Task<RegistrarBench> StartAsync(AdmissionOptions admission) =>
        StartAsync(Tenants.All(), admission: admission);

    /// <summary>A server with these users, at noon.</summary>
    public static Task<RegistrarBench> StartAsync(
        DirectoryChange users, RegistrarOptions? options = null, string defaultDomain = "acme.example", AdmissionOptions? admission = null, TrunksOptions? trunks = null,
        BenchSettings? settings = null)
    {
        var directory = new UserDirectory();
        directory.Apply(users);
        return StartAsync(
            new TestClock(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero)),
            directory,
            new MemoryBindingStore(),
            options ?? new RegistrarOptions(),
            defaultDomain,
            new MemoryAdmission(admission ?? MemoryAdmission.Generous, new MemoryAdmissionStore(), new FakeAdministratorAddresses()),
            settings ?? new BenchSettings { Trunks = trunks ?? new TrunksOptions() });
    }

    /// <summary>Ends the process, as <c>kill -9</c> would, and starts another one on the same store and the same directory.</summary>
    public async Task<RegistrarBench> RestartAsync()
    {
        await DisposeAsync();
        return await StartAsync(
            Time, Directory, Store, _options, _defaultDomain, new MemoryAdmission(_admissionOptions, Bans, Administrators), _settings);
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

    /// <summary>Ends a connection, as its transport would tell it.</summary>
    public async Task CloseAsync(PhoneWire wire)
    {
        wire.Close();
        Receiver.Close(wire);
        await SettleAsync();
    }

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
        Traces.Dispose();
        Notifier.Dispose();
        Proxy.Dispose();
        Transactions.Dispose();
        Feed.Dispose();
        Admission.Dispose();
        _ownAddresses.Dispose();
        _gruus.Dispose();
        _stopping.Dispose();
    }

    private static async Task<RegistrarBench> StartAsync(
        TestClock time,
        UserDirectory directory,
        MemoryBindingStore store,
        RegistrarOptions options,
        string defaultDomain,
        MemoryAdmission admission,
        BenchSettings settings)
    {
        var parts = Parts.Make(time, directory, store, options, defaultDomain);
        var loaded = parts.Location.LoadAsync(Task.CompletedTask, CancellationToken.None);
        var bench = new RegistrarBench(time, directory, store, options, loaded, parts, admission, settings);
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
        SipOptions SipOptions, OwnAddresses OwnAddresses, LocationTable Table, StoreHealth Health, LocationService Location, ReachTable Reach,
        DeviceCalls DeviceCalls, RegistrationFeed Feed)
    {
        public static Parts Make(
            TestClock time, UserDirectory directory, MemoryBindingStore store, RegistrarOptions options, string defaultDomain)
        {
            var sipOptions = new SipOptions
            {
                DefaultDomain = defaultDomain,
                OwnAddresses = { "203.0.113.10", "2001:db8::10", "2001:db8::10:5070" },
            };
            var table = new LocationTable();
            var health = new StoreHealth(time);
            var location = new LocationService(
                store, table, directory, health, time, Options.Create(options), NullLogger<LocationService>.Instance);
            var reach = new ReachTable();
            var deviceCalls = new DeviceCalls();
            return new Parts(
                sipOptions,
                new OwnAddresses(Options.Create(sipOptions)),
                table,
                health,
                location,
                reach,
                deviceCalls,
                new RegistrationFeed(location, table, directory, reach, deviceCalls, TimeProvider.System)); // Its pauses are short, and no test's subject.
        }
    }
}
