using System.Globalization;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server;

/// <summary>A phone in the words of a test: it keeps its Call-ID, counts its CSeq and answers challenges; the test writes the rest.</summary>
internal sealed class TestPhone
{
    private static int _lastCallId;
    private readonly RegistrarBench _bench;
    private readonly string _extension;

    public TestPhone(RegistrarBench bench, string extension = "3516", string domain = "acme.example")
    {
        _bench = bench;
        _extension = extension;
        Domain = domain;
        Credentials = new PhoneCredentials(extension, Tenants.PasswordOf(extension));
        CallId = string.Create(CultureInfo.InvariantCulture, $"call-{Interlocked.Increment(ref _lastCallId)}@192.0.2.4");
    }

    public string Domain { get; }

    public PhoneCredentials Credentials { get; init; }

    public PhoneWire Wire { get; set; } = new("192.0.2.4:5060");

    public string UserAgent { get; init; } = "Yealink SIP-T46U 108.86.0.20";

    public string CallId { get; set; }

    public uint CSeq { get; set; }

    /// <summary>The last request that the phone sent with its credentials.</summary>
    public string LastRequest { get; private set; } = "";

    public static TestPhone OverTcp(RegistrarBench bench, string remote = "192.0.2.4:41000") =>
        new(bench) { Wire = new PhoneWire(remote, TransportProtocol.Tcp) };

    /// <summary>A REGISTER with these header fields; the next CSeq is for it.</summary>
    public string Request(string rows)
    {
        CSeq++;
        return string.Create(CultureInfo.InvariantCulture, $"""
            REGISTER sip:{Domain} SIP/2.0
            From: <sip:{_extension}@{Domain}>;tag=from
            To: <sip:{_extension}@{Domain}>
            Call-ID: {CallId}
            CSeq: {CSeq} REGISTER
            User-Agent: {UserAgent}
            {rows}
            """);
    }

    /// <summary>Registers with these header fields and gives the answer to the request with credentials.</summary>
    public async Task<string> RegisterAsync(string rows = "Contact: <sip:3516@192.0.2.4:5060>")
    {
        var request = Request(rows);
        if (Credentials.Realm.Length == 0)
        {
            Credentials.Accept(await _bench.AskAsync(request, Wire));
        }

        LastRequest = Credentials.Authorize(request);
        var answer = await _bench.AskAsync(LastRequest, Wire);
        return answer.Contains("stale=true", StringComparison.Ordinal) ? await AnswerAsync(request, answer) : answer;
    }

    /// <summary>Sends the last request once more, byte for byte but for the branch.</summary>
    public Task<string> RepeatAsync() => _bench.AskAsync(LastRequest, Wire);

    private Task<string> AnswerAsync(string request, string unauthorized)
    {
        Credentials.Accept(unauthorized);
        LastRequest = Credentials.Authorize(request);
        return _bench.AskAsync(LastRequest, Wire);
    }
}
