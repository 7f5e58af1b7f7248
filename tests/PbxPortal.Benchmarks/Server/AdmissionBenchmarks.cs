using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Server;

/// <summary>What the look at each request costs before it is served, beside parsing it.</summary>
[MemoryDiagnoser]
public class AdmissionBenchmarks : IDisposable
{
    private static readonly byte[] Request = Encoding.UTF8.GetBytes(
        "REGISTER sip:acme.example SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKnashds7;rport\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: \"Alice\" <sip:3516@acme.example>;tag=456248\r\n"
        + "To: \"Alice\" <sip:3516@acme.example>\r\n"
        + "Call-ID: 843817637684230@998sdasdh09\r\n"
        + "CSeq: 1826 REGISTER\r\n"
        + "User-Agent: Yealink SIP-T46U 108.86.0.20\r\n"
        + "Content-Length: 0\r\n\r\n");

    private readonly BenchmarkWire _wire = new();
    private readonly Outbox _outbox = new();
    private AdmissionService? _service;
    private AdmissionGate? _gate;

    /// <summary>Who is banned: <c>nobody</c>, <c>others</c> or <c>this one</c>; <c>off</c>: admission is switched off.</summary>
    [Params("off", "nobody", "others", "this one")]
    public string Banned { get; set; } = "";

    [GlobalSetup]
    public async Task StartAsync()
    {
        var store = new NoStore();
        var options = Options.Create(new AdmissionOptions
        {
            Enabled = Banned is not "off",
            RequestsPerSecond = 1_000_000,
            RequestBurst = 1_000_000,
            RegistersPerSecondPerUser = 1_000_000,
            RegisterBurstPerUser = 1_000_000,
        });
        _service = new AdmissionService(
            store, store, store, new LocationTable(), options, TimeProvider.System, NullLogger<AdmissionService>.Instance);
        _gate = new AdmissionGate(_service, options, TimeProvider.System);
        if (Banned is "others" or "this one")
        {
            var peer = Banned is "others" ? PeerAddress.From(System.Net.IPAddress.Parse("198.51.100.66"), 0) : _wire.Peer;
            await _service.BanAsync(SourceNetwork.Of(peer), length: null, "benchmark", "", CancellationToken.None);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _service?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Parse()
    {
        _ = SipParser.TryParse(Request, out var message, out _);
        message!.Dispose();
    }

    [Benchmark]
    public void ParseAndAdmit()
    {
        _ = SipParser.TryParse(Request, out var message, out _);
        if (_gate!.Admits((SipRequest)message!, _wire, _outbox))
        {
            message!.Dispose();
        }
    }
}
