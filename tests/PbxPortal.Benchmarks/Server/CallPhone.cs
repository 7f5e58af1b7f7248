using System.Globalization;
using System.Text;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Benchmarks.Server;

/// <summary>A phone that calls and is called, and makes no garbage of its own: what is measured is the server's.</summary>
internal sealed class CallPhone(BenchmarkServer server, string extension, int number)
{
    private readonly CallWire _wire = new(number);
    private readonly Outbox _outbox = new();
    private readonly byte[] _extension = Encoding.ASCII.GetBytes(extension);
    private readonly byte[] _secret = BenchmarkServer.SecretOf(extension);
    private readonly byte[] _host = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"192.0.2.4:{5060 + number}"));
    private readonly byte[] _instance = Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-{number:D12}>\""));
    private long _branch = number * 1_000_000_000L;

    private static ReadOnlySpan<byte> Callee => "sip:3516@acme.example"u8;

    private static ReadOnlySpan<byte> Sdp =>
        "v=0\r\no=- 1 1 IN IP4 192.0.2.4\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n"u8;

    /// <summary>What has come last, other than an INVITE.</summary>
    public ReadOnlySpan<byte> Last => _wire.Last;

    public void Register()
    {
        var buffer = Begin("REGISTER"u8, "sip:acme.example"u8, _extension, callId: number, cSeq: 1, out var writer);
        writer.End();
        Give(buffer);
        buffer = Begin("REGISTER"u8, "sip:acme.example"u8, _extension, callId: number, cSeq: 2, out writer);
        Prove(writer, HeaderName.Authorization, HeaderName.WwwAuthenticate, "REGISTER"u8, "sip:acme.example"u8);
        writer.Header(HeaderName.Expires, 7200).Header(HeaderName.UserAgent, "Yealink SIP-T46U 108.86.0.20"u8);
        WriteContact(writer, _instance);
        writer.End();
        _wire.Forget();
        Give(buffer);
        _wire.Await();
        Expect("SIP/2.0 200"u8);
    }

    /// <summary>An INVITE that is challenged, and the same with credentials.</summary>
    public void Call(long callId)
    {
        var buffer = Begin("INVITE"u8, Callee, "3516"u8, callId, cSeq: 1, out var writer);
        WriteContact(writer);
        writer.End();
        Give(buffer);
        Expect("SIP/2.0 407"u8);
        _branch--; // 17.1.1.3: the ACK of a failure has the branch of its INVITE.
        buffer = Begin("ACK"u8, Callee, "3516"u8, callId, cSeq: 1, out writer);
        writer.End();
        Give(buffer);
        buffer = Begin("INVITE"u8, Callee, "3516"u8, callId, cSeq: 2, out writer);
        Prove(writer, HeaderName.ProxyAuthorization, HeaderName.ProxyAuthenticate, "INVITE"u8, Callee);
        WriteContact(writer);
        writer.Header(HeaderName.UserAgent, "Yealink SIP-T46U 108.86.0.20"u8)
            .Header(HeaderName.Allow, "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, REFER, NOTIFY"u8)
            .End("application/sdp"u8, Sdp);
        Give(buffer);
    }

    /// <summary>Answers the INVITE that has come, or what has come after it.</summary>
    public void Answer(int statusCode, bool isToInvite)
    {
        _ = SipParser.TryParse(isToInvite ? _wire.Invite : _wire.Last, out var message, out _);
        using var request = (SipRequest)message!;
        var buffer = MessageBuffer.Rent();
        var writer = ResponseWriter.Begin(buffer, request, default, statusCode, _host.AsSpan(^4..));
        foreach (var row in request.EnumerateRows(HeaderName.RecordRoute))
        {
            writer.Header(HeaderName.RecordRoute, row);
        }

        WriteContact(writer);
        if (isToInvite && statusCode == StatusCode.Ok)
        {
            writer.End("application/sdp"u8, Sdp);
        }
        else
        {
            writer.End();
        }

        Give(buffer);
    }

    /// <summary>A request of the caller within the dialog that the 200 has begun (RFC 3261, 12.2.1.1).</summary>
    public void Continue(ReadOnlySpan<byte> method, int cSeq, ReadOnlySpan<byte> ok)
    {
        _ = SipParser.TryParse(ok, out var message, out _);
        using var response = (SipResponse)message!;
        _ = NameAddress.TryParse(response.Find(HeaderName.Contact), out var contact);
        var buffer = MessageBuffer.Rent();
        var writer = new SipWriter(buffer).RequestLine(method, contact.Uri);
        WriteVia(writer);
        ReadOnlySpan<byte> first = default; // There are two Record-Route rows; Route has them backwards.
        foreach (var row in response.EnumerateRows(HeaderName.RecordRoute))
        {
            if (!first.IsEmpty)
            {
                writer.Header(HeaderName.Route, row);
            }

            first = first.IsEmpty ? row : first;
        }

        writer.Header(HeaderName.Route, first)
            .Header(HeaderName.From, response.Find(HeaderName.From))
            .Header(HeaderName.To, response.Find(HeaderName.To))
            .Header(HeaderName.CallId, response.CallId)
            .StartHeader(HeaderName.CSeq).Append(cSeq).Append(" "u8).Append(method).EndHeader()
            .Header(HeaderName.MaxForwards, 70)
            .End();
        Give(buffer);
    }

    public void Expect(ReadOnlySpan<byte> beginning)
    {
        if (!_wire.Last.StartsWith(beginning))
        {
            throw new InvalidOperationException($"{extension} has got: {Encoding.UTF8.GetString(_wire.Last)}");
        }
    }

    private MessageBuffer Begin(
        ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri, ReadOnlySpan<byte> to, long callId, int cSeq, out SipWriter writer)
    {
        var buffer = MessageBuffer.Rent();
        writer = new SipWriter(buffer).RequestLine(method, uri);
        WriteVia(writer);
        writer.Header(HeaderName.MaxForwards, 70)
            .StartHeader(HeaderName.From).Append("<sip:"u8).Append(_extension).Append("@acme.example>;tag=a"u8).EndHeader()
            .StartHeader(HeaderName.To).Append("<sip:"u8).Append(to).Append("@acme.example>"u8).EndHeader()
            .StartHeader(HeaderName.CallId).Append(callId).Append("@192.0.2.4"u8).EndHeader()
            .StartHeader(HeaderName.CSeq).Append(cSeq).Append(" "u8).Append(method).EndHeader();
        return buffer;
    }

    private void WriteVia(SipWriter writer) => writer
        .StartHeader(HeaderName.Via).Append("SIP/2.0/UDP "u8).Append(_host).Append(";rport;branch=z9hG4bK"u8).Append(++_branch).EndHeader();

    private void WriteContact(SipWriter writer, ReadOnlySpan<byte> parameters = default) => writer
        .StartHeader(HeaderName.Contact).Append("<sip:"u8).Append(_extension).Append("@"u8).Append(_host).Append(">"u8).Append(parameters)
        .EndHeader();

    /// <summary>As RFC 2069 had it, without a count.</summary>
    private void Prove(SipWriter writer, HeaderName name, HeaderName challengeName, ReadOnlySpan<byte> method, ReadOnlySpan<byte> uri)
    {
        _ = SipParser.TryParse(_wire.Last, out var message, out _);
        using var challenge = message!;
        var row = challenge.Find(challengeName);
        var nonce = row[(row.IndexOf("nonce=\""u8) + "nonce=\"".Length)..];
        nonce = nonce[..nonce.IndexOf((byte)'"')];
        Span<byte> response = stackalloc byte[2 * DigestAlgorithms.MaxHashLength];
        DigestCalculator.ComputeResponse(DigestAlgorithm.Md5, _secret, method, uri, nonce, default, default, default, response);
        writer.StartHeader(name).Append("Digest username=\""u8).Append(_extension).Append("\", realm=\"acme.example\", nonce=\""u8).Append(nonce)
            .Append("\", uri=\""u8).Append(uri).Append("\", response=\""u8).Append(response[..32]).Append("\", algorithm=MD5"u8).EndHeader();
    }

    private void Give(MessageBuffer buffer)
    {
        using (buffer)
        {
            server.Receiver.Receive(buffer.WrittenSpan, _wire, _outbox);
            server.Receiver.EndBatch(_outbox);
        }
    }
}
