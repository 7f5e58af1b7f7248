using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using PbxPortal.Sip.Authentication;
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
    private readonly BenchmarkServer _server = new(new StandingClock());
    private readonly Outbox _outbox = new();
    private byte[] _refresh = [];
    private byte[] _fetch = [];
    private byte[] _challenged = [];
    private int _cSeqAt;
    private uint _cSeq;

    [GlobalSetup]
    public async Task StartAsync()
    {
        await _server.StartAsync("3516");
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
        _server.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Registered already: 200 after the commit.</summary>
    [Benchmark(OperationsPerInvoke = GroupSize)]
    public void Refresh()
    {
        for (var i = 0; i < GroupSize; i++)
        {
            _ = (++_cSeq).TryFormat(_refresh.AsSpan(_cSeqAt), out _, "D9", CultureInfo.InvariantCulture);
            _server.Receiver.Receive(_refresh, _wire, _outbox);
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
            _server.Receiver.Receive(request, _wire, _outbox);
        }

        Finish();
    }

    private void Finish()
    {
        _server.Receiver.EndBatch(_outbox);
        _wire.Await(GroupSize);
    }

    private string Ask(byte[] request)
    {
        _server.Receiver.Receive(request, _wire, _outbox);
        _server.Receiver.EndBatch(_outbox);
        _wire.Await(1);
        return Encoding.UTF8.GetString(_wire.Last);
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
}
