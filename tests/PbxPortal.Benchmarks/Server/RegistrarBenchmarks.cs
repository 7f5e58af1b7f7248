using System.Globalization;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
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
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Server;

/// <summary>A REGISTER from its bytes to its answer, without socket and disk: parser, digest, registrar, location service.</summary>
/// <remarks>
/// The phone speaks RFC 2069: its response holds no count, so that the same one is right for every request and only CSeq has to
/// change from one to the next.
/// </remarks>
[MemoryDiagnoser]
public class RegistrarBenchmarks : IDisposable
{
    private const int GroupSize = 64;
    private const int CSeqDigits = 9;

    private readonly BenchmarkWire _wire = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Gruus _gruus = new(new OpenSecrets());
    private OwnAddresses? _ownAddresses;
    private Proxy? _proxy;
    private AdmissionService? _admission;
    private MessageReceiver? _receiver;
    private readonly Outbox _outbox = new();
    private byte[] _refresh = [];
    private byte[] _fetch = [];
    private byte[] _challenged = [];
    private int _cSeqAt;
    private uint _cSeq;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _receiver = await StartServerAsync();
        _wire.KeepsLast = true;
        var challenge = Ask(Register("Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"\r\nExpires: 3600\r\n"));
        _challenged = Register("Contact: <sip:3516@192.0.2.4:5060>\r\n");
        _refresh = Register("Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"\r\nExpires: 3600\r\n" + Authorization(challenge));
        _fetch = Register(Authorization(challenge));
        _cSeqAt = _refresh.AsSpan().IndexOf("CSeq: "u8) + "CSeq: ".Length;
        if (!Ask(_refresh).StartsWith("SIP/2.0 200", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The phone could not register: " + Encoding.UTF8.GetString(_wire.Last));
        }

        _cSeq = 2;
        _wire.KeepsLast = false;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _proxy?.Dispose();
        _ownAddresses?.Dispose();
        _admission?.Dispose();
        _gruus.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registered already: 200 after the commit.</summary>
    [Benchmark(OperationsPerInvoke = GroupSize)]
    public void Refresh()
    {
        for (var i = 0; i < GroupSize; i++)
        {
            _ = (++_cSeq).TryFormat(_refresh.AsSpan(_cSeqAt), out _, "D9", CultureInfo.InvariantCulture);
            _receiver!.Receive(_refresh, _wire, _outbox);
        }

        Finish();
    }

    /// <summary>The bindings are asked for.</summary>
    [Benchmark(OperationsPerInvoke = GroupSize)]
    public void Fetch() => Repeat(_fetch);

    /// <summary>Without credentials: 401.</summary>
    [Benchmark(OperationsPerInvoke = GroupSize)]
    public void Challenge() => Repeat(_challenged);

    private void Repeat(byte[] request)
    {
        for (var i = 0; i < GroupSize; i++)
        {
            _receiver!.Receive(request, _wire, _outbox);
        }

        Finish();
    }

    private void Finish()
    {
        _receiver!.EndBatch(_outbox);
        _wire.Await(GroupSize);
    }

    private string Ask(byte[] request)
    {
        _receiver!.Receive(request, _wire, _outbox);
        _receiver.EndBatch(_outbox);
        _wire.Await(1);
        return Encoding.UTF8.GetString(_wire.Last);
    }

    private async Task<MessageReceiver> StartServerAsync()
    {
        var clock = new StandingClock();
        var directory = new UserDirectory();
        var domain = new Domain(1, "acme.example", "acme.example");
        var secret = new byte[16];
        DigestCalculator.ComputeHa1(DigestAlgorithm.Md5, "3516"u8, "acme.example"u8, "secret"u8, secret);
        var user = new User { Id = 1, Domain = domain, Extension = "3516", Credentials = [new Credential(1, "3516", secret)] };
        directory.Apply(new DirectoryChange([domain], [user], [], []));

        var sip = Options.Create(new SipOptions { DefaultDomain = "acme.example" });
        var options = Options.Create(new RegistrarOptions());
        _ownAddresses = new OwnAddresses(sip);
        var table = new LocationTable();
        var store = new NoStore();
        var location = new LocationService(
            store, table, directory, new StoreHealth(clock), clock, options, NullLogger<LocationService>.Instance);
        await location.LoadAsync(Task.CompletedTask, CancellationToken.None);
        _ = location.RunAsync(_stopping.Token);
        // Everything is counted, and nobody is turned away.
        var admissionOptions = Options.Create(new AdmissionOptions
        {
            RequestsPerSecond = 1_000_000,
            RequestBurst = 1_000_000,
            RegistersPerSecondPerUser = 1_000_000,
            RegisterBurstPerUser = 1_000_000,
        });
        _admission = new AdmissionService(
            store, store, store, table, admissionOptions, TimeProvider.System, NullLogger<AdmissionService>.Instance);
        var gate = new AdmissionGate(_admission, admissionOptions, TimeProvider.System);
        var resolver = new AddressResolver(directory, _ownAddresses, sip);
        var authenticator = new DigestAuthenticator(directory, new Ha1Cache(new OpenSecrets()), clock, options);
        var registrar = new Registrar(
            gate,
            resolver,
            authenticator,
            location,
            table,
            new RefusalLog(store, location, new AttemptLog(table, new AttemptBoard(clock), clock), clock, NullLogger<RefusalLog>.Instance),
            _gruus,
            options,
            NullLogger<Registrar>.Instance);
        var transactions = new TransactionLayer(clock, NullLogger<TransactionLayer>.Instance);
        var requests = new OwnRequests(transactions, sip);
        var calls = new CallBook(new CallRecorder(store, clock, NullLogger<CallRecorder>.Instance), new DeviceCalls(), clock);
        var notifier = new Notifier(
            gate,
            resolver,
            authenticator,
            location,
            table,
            calls,
            directory,
            requests,
            _gruus,
            clock,
            NullLogger<Notifier>.Instance);
        var parts = new ProxyParts(
            gate,
            resolver,
            authenticator,
            directory,
            table,
            location,
            new GruuResolver(_gruus, directory, resolver, table, location),
            new FlowTable(table),
            new FlowTokens(new OpenSecrets()),
            new TrunkTable(Options.Create(new TrunksOptions()), new NoGateways(), clock, NullLogger<TrunkTable>.Instance),
            new NoGateways(),
            requests,
            new PushWaker(new NoPush(), Options.Create(new PushOptions()), NullLogger<PushWaker>.Instance),
            sip,
            options,
            clock,
            NullLogger<Proxy>.Instance);
        _proxy = new Proxy(parts, calls);
        var server = new SipServer(gate, registrar, notifier, _proxy, transactions, NullLogger<SipServer>.Instance);
        return new MessageReceiver(server, new TransportCounters(), NullLogger.Instance);
    }

    private static string Authorization(string challenge)
    {
        var nonce = challenge.Split("nonce=\"")[1].Split('"')[0];
        Span<byte> response = stackalloc byte[2 * DigestAlgorithms.MaxHashLength];
        var secret = new byte[16];
        DigestCalculator.ComputeHa1(DigestAlgorithm.Md5, "3516"u8, "acme.example"u8, "secret"u8, secret);
        DigestCalculator.ComputeResponse(
            DigestAlgorithm.Md5, secret, "REGISTER"u8, "sip:acme.example"u8, Encoding.UTF8.GetBytes(nonce), default, default, default, response);
        return $"Authorization: Digest username=\"3516\", realm=\"acme.example\", nonce=\"{nonce}\", uri=\"sip:acme.example\", "
            + $"response=\"{Encoding.UTF8.GetString(response[..32])}\", algorithm=MD5\r\n";
    }

    private static byte[] Register(string fields) => Encoding.UTF8.GetBytes(
        "REGISTER sip:acme.example SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKnashds7;rport\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: \"Alice\" <sip:3516@acme.example>;tag=456248\r\n"
        + "To: \"Alice\" <sip:3516@acme.example>\r\n"
        + "Call-ID: 843817637684230@998sdasdh09\r\n"
        + "CSeq: " + 1.ToString("D" + CSeqDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " REGISTER\r\n"
        + "User-Agent: Yealink SIP-T46U 108.86.0.20\r\n"
        + "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REFER, NOTIFY\r\n"
        + fields
        + "Content-Length: 0\r\n\r\n");

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
