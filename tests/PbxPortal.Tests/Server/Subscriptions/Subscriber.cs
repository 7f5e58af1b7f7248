using System.Globalization;
using System.Xml.Linq;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Subscriptions;

/// <summary>A watcher in the words of a test: it subscribes, answers NOTIFY and reads the documents.</summary>
internal sealed class Subscriber
{
    private static readonly XNamespace RegInfo = "urn:ietf:params:xml:ns:reginfo";
    private static int _lastCallId;

    private readonly RegistrarBench _bench;
    private readonly PhoneCredentials _credentials;
    private readonly string _extension;
    private uint _cSeq;

    public Subscriber(RegistrarBench bench, string extension = "3516", TransportProtocol protocol = TransportProtocol.Udp)
    {
        _bench = bench;
        _extension = extension;
        _credentials = new PhoneCredentials(extension, Tenants.PasswordOf(extension));
        CallId = string.Create(CultureInfo.InvariantCulture, $"watch-{Interlocked.Increment(ref _lastCallId)}@192.0.2.9");
        Wire = new PhoneWire("192.0.2.9:5060", protocol);
    }

    public string CallId { get; }

    public PhoneWire Wire { get; set; }

    /// <summary>Our tag in To, once there is a dialog.</summary>
    public string ToTag { get; set; } = "";

    public string LastRequest { get; private set; } = "";

    /// <summary>A SUBSCRIBE with these header fields; the next CSeq is for it.</summary>
    public string Request(string rows, string of = "3516", string eventValue = "reg")
    {
        _cSeq++;
        var tag = ToTag.Length > 0 ? $";tag={ToTag}" : "";
        var uri = ToTag.Length > 0 ? "sip:192.0.2.1:5060" : $"sip:{of}@acme.example";
        return string.Create(CultureInfo.InvariantCulture, $"""
            SUBSCRIBE {uri} SIP/2.0
            From: <sip:{_extension}@acme.example>;tag=watcher
            To: <sip:{of}@acme.example>{tag}
            Call-ID: {CallId}
            CSeq: {_cSeq} SUBSCRIBE
            Event: {eventValue}
            Contact: <sip:{_extension}@192.0.2.9:5060>
            {rows}
            """);
    }

    /// <summary>Subscribes and gives the answer to the request with credentials.</summary>
    public async Task<string> SubscribeAsync(string rows = "Expires: 600", string of = "3516", string eventValue = "reg")
    {
        var request = Request(rows, of, eventValue);
        if (_credentials.Realm.Length == 0)
        {
            var challenge = await _bench.AskAsync(request, Wire);
            if (!challenge.Status().StartsWith("401", StringComparison.Ordinal))
            {
                return challenge;
            }

            _credentials.Accept(challenge);
        }

        LastRequest = _credentials.Authorize(request).With("Via", $"SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK{CallId}{_cSeq};rport");
        var answer = await _bench.AskAsync(LastRequest, Wire);
        if (ToTag.Length == 0 && answer.Status().StartsWith("200", StringComparison.Ordinal))
        {
            ToTag = answer.Row("To").Split("tag=")[1];
        }

        return answer;
    }

    /// <summary>Waits for a NOTIFY and answers it.</summary>
    public async Task<string> TakeNotifyAsync(string status = "200 OK")
    {
        var notify = await Wire.ReadAsync();
        Assert.StartsWith("NOTIFY ", notify, StringComparison.Ordinal);
        Answer(notify, status);
        return notify;
    }

    /// <summary>A NOTIFY that has come already; <c>null</c>: none.</summary>
    public string? TryTakeNotify()
    {
        if (Wire.TryRead() is not { } notify)
        {
            return null;
        }

        Answer(notify, "200 OK");
        return notify;
    }

    public void Answer(string notify, string status = "200 OK") => _bench.Deliver(
        $"""
        SIP/2.0 {status}
        Via: {notify.Row("Via")}
        From: {notify.Row("From")}
        To: {notify.Row("To")}
        Call-ID: {notify.Row("Call-ID")}
        CSeq: {notify.Row("CSeq")}
        """,
        Wire);

    /// <summary>What the document says, one line for the registration and one for each contact.</summary>
    public static IReadOnlyList<string> Read(string notify)
    {
        var root = Document(notify);
        var registration = Assert.Single(root.Elements(RegInfo + "registration"));
        return
        [
            $"{(string?)root.Attribute("version")} {(string?)root.Attribute("state")} {(string?)registration.Attribute("aor")} {(string?)registration.Attribute("state")}",
            .. registration.Elements(RegInfo + "contact").Select(contact =>
                $"{(string?)contact.Element(RegInfo + "uri")} {(string?)contact.Attribute("state")} {(string?)contact.Attribute("event")}"),
        ];
    }

    public static XElement Document(string notify) => XDocument.Parse(notify[(notify.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).Root!;

    public static IReadOnlyList<XElement> Contacts(string notify) => [.. Document(notify).Descendants(RegInfo + "contact")];
}
