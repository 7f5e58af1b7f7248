using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;
using PbxPortal.Server.Location;
using PbxPortal.Server.Proxying;
using PbxPortal.Server.Push;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Server;

/// <summary>The SIP server without socket and disk: what comes is handed to its receiver, what it sends goes to the flows of the benchmark.</summary>
internal sealed class BenchmarkServer(TimeProvider clock) : IDisposable
{
    public const string Domain = "acme.example";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Gruus _gruus = new(new OpenSecrets());
    private readonly NoStore _store = new();
    private readonly LocationTable _table = new();
    private readonly UserDirectory _directory = new();
    private readonly IOptions<SipOptions> _sip = Options.Create(new SipOptions { DefaultDomain = Domain });
    private readonly IOptions<RegistrarOptions> _options = Options.Create(new RegistrarOptions());
    private OwnAddresses? _ownAddresses;
    private AdmissionService? _admission;
    private LocationService? _location;
    private RegistrationFeed? _feed;
    private Proxy? _proxy;
    private MessageReceiver? _receiver;

    public MessageReceiver Receiver => _receiver!;

    /// <summary>What a user's password is hashed to: all have the same one.</summary>
    public static byte[] SecretOf(string extension)
    {
        var secret = new byte[16];
        DigestCalculator.ComputeHa1(DigestAlgorithm.Md5, Encoding.UTF8.GetBytes(extension), Encoding.UTF8.GetBytes(Domain), "secret"u8, secret);
        return secret;
    }

    public async Task StartAsync(params string[] extensions)
    {
        var domain = new Domain(1, Domain, Domain);
        _directory.Apply(new DirectoryChange([domain], [.. extensions.Select((extension, index) => UserOf(domain, extension, index + 1))], [], []));
        _ownAddresses = new OwnAddresses(_sip);
        _location = new LocationService(
            _store, _table, _directory, new StoreHealth(clock), clock, _options, NullLogger<LocationService>.Instance);
        await _location.LoadAsync(Task.CompletedTask, CancellationToken.None);
        _ = _location.RunAsync(_stopping.Token);
        _receiver = MakeReceiver(_location);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _ownAddresses?.Dispose();
        _admission?.Dispose();
        _proxy?.Dispose();
        _feed?.Dispose();
        _gruus.Dispose();
    }

    private static User UserOf(Domain domain, string extension, long id) => new()
    {
        Id = id,
        Domain = domain,
        Extension = extension,
        Credentials = [new Credential(id, extension, SecretOf(extension))],
    };

    private MessageReceiver MakeReceiver(LocationService location)
    {
        var gate = MakeGate();
        var resolver = new AddressResolver(_directory, _ownAddresses!, _sip);
        var authenticator = new DigestAuthenticator(_directory, new Ha1Cache(new OpenSecrets()), clock, _options);
        var refusals = new RefusalLog(
            _store, location, new AttemptLog(_table, new AttemptBoard(clock), clock), clock, NullLogger<RefusalLog>.Instance);
        var registrar = new Registrar(
            gate, resolver, authenticator, location, _table, refusals, _gruus, _options, NullLogger<Registrar>.Instance);
        var transactions = new TransactionLayer(clock, NullLogger<TransactionLayer>.Instance);
        var requests = new OwnRequests(transactions, _sip);
        var calls = MakeCalls(location);
        var notifier = new Notifier(
            gate, resolver, authenticator, location, _table, calls, _directory, requests, _gruus, clock, NullLogger<Notifier>.Instance);
        var parts = new ProxyParts(
            gate,
            resolver,
            authenticator,
            _directory,
            _table,
            location,
            new GruuResolver(_gruus, _directory, resolver, _table, location),
            new FlowTable(_table),
            new FlowTokens(new OpenSecrets()),
            new TrunkTable(Options.Create(new TrunksOptions()), new NoGateways(), clock, NullLogger<TrunkTable>.Instance),
            new NoGateways(),
            requests,
            new PushWaker(new NoPush(), Options.Create(new PushOptions()), NullLogger<PushWaker>.Instance),
            _sip,
            _options,
            clock,
            NullLogger<Proxy>.Instance);
        _proxy = new Proxy(parts, calls);
        var server = new SipServer(gate, registrar, notifier, _proxy, transactions, NullLogger<SipServer>.Instance);
        return new MessageReceiver(server, new TransportCounters(), NullLogger.Instance);
    }

    /// <summary>Everything is counted, and nobody is turned away.</summary>
    private AdmissionGate MakeGate()
    {
        var options = Options.Create(new AdmissionOptions
        {
            RequestsPerSecond = 1_000_000,
            RequestBurst = 1_000_000,
            RegistersPerSecondPerUser = 1_000_000,
            RegisterBurstPerUser = 1_000_000,
        });
        _admission = new AdmissionService(
            _store, _store, _store, _table, options, TimeProvider.System, NullLogger<AdmissionService>.Instance);
        return new AdmissionGate(_admission, options, TimeProvider.System);
    }

    /// <summary>With all that hears of calls in the program while nobody looks at a page.</summary>
    private CallBook MakeCalls(LocationService location)
    {
        var recorder = new CallRecorder(_store, TimeProvider.System, NullLogger<CallRecorder>.Instance);
        _ = recorder.RunAsync(_stopping.Token);
        var devices = new DeviceCalls();
        _feed = new RegistrationFeed(location, _table, _directory, new ReachTable(), devices, clock);
        return new CallBook(recorder, devices, clock);
    }

    private sealed class NoGateways : INameResolver, IGatewayDialer
    {
        public Task<DnsAnswer<ServiceRecord>> FindServicesAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(new DnsAnswer<ServiceRecord>([], TimeSpan.Zero));

        public Task<DnsAnswer<IPAddress>> FindAddressesAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(new DnsAnswer<IPAddress>([], TimeSpan.Zero));

        public Task<DialResult> DialAsync(GatewayHop hop, CancellationToken cancellationToken) => Task.FromResult(new DialResult(Flow: null, "no gateways"));
    }

    private sealed class OpenSecrets : ISecretBox, IServerKeys
    {
        public byte[] Seal(Ha1Set secrets) => secrets.Md5;

        public byte[] Derive(string purpose, int length) => new byte[length];

        public Ha1Set Open(ReadOnlySpan<byte> sealedBytes) => new(sealedBytes.ToArray(), [], []);
    }
}
