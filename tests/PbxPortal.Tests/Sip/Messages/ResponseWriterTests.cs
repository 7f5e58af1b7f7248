using System.Net;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class ResponseWriterTests
{
    private static readonly IPEndPoint Source = IPEndPoint.Parse("198.51.100.7:40000");

    [Fact]
    public void Copies_what_a_response_takes_from_its_request()
    {
        var response = Respond(
            """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bKnashds7;rport;x="a;b", SIP/2.0/TCP second
            v: SIP/2.0/UDP third;rport
            From: Bob <sip:bob@example.com>;tag=456248
            t: Bob <sip:bob@example.com>
            i: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Subject: not copied
            """,
            StatusCode.Unauthorized);

        Assert.Equal(
            """
            SIP/2.0 401 Unauthorized
            Via: SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bKnashds7;rport=40000;x="a;b";received=198.51.100.7, SIP/2.0/TCP second
            Via: SIP/2.0/UDP third;rport
            From: Bob <sip:bob@example.com>;tag=456248
            To: Bob <sip:bob@example.com>;tag=k7f2
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Content-Length: 0


            """.ReplaceLineEndings("\n"),
            response);
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7:5060", "198.51.100.7:5060")]
    [InlineData("192.0.2.4", "192.0.2.4;received=198.51.100.7")]
    [InlineData("host.example.com", "host.example.com;received=198.51.100.7")]
    [InlineData("198.51.100.7;rport", "198.51.100.7;rport=40000;received=198.51.100.7")]
    [InlineData("h;branch=z;rport", "h;branch=z;rport=40000;received=198.51.100.7")]
    [InlineData("h;RPORT;branch=z", "h;RPORT=40000;branch=z;received=198.51.100.7")]
    [InlineData("h;received;rport", "h;rport=40000;received=198.51.100.7")]
    [InlineData("h;x=\";rport\";rport;branch=z", "h;x=\";rport\";rport=40000;branch=z;received=198.51.100.7")]
    [InlineData("h;received=203.0.113.9;rport=1;branch=z", "h;rport=40000;branch=z;received=198.51.100.7")]
    public void Says_in_the_topmost_Via_where_the_request_came_from(string sentBy, string expected)
    {
        var response = Respond(RequestWithVia(sentBy), StatusCode.Ok);

        Assert.Contains($"\nVia: SIP/2.0/UDP {expected}\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_an_IPv6_source_without_brackets()
    {
        var response = Respond(RequestWithVia("[2001:db8::9];rport"), StatusCode.Ok, IPEndPoint.Parse("[2001:db8::1]:5060"));

        Assert.Contains("Via: SIP/2.0/UDP [2001:db8::9];rport=5060;received=2001:db8::1\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_scope_of_a_link_local_address_to_itself()
    {
        var response = Respond(RequestWithVia("h"), StatusCode.Ok, IPEndPoint.Parse("[fe80::1%3]:5060"));

        Assert.Contains("Via: SIP/2.0/UDP h;received=fe80::1\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_its_own_IPv6_address_in_brackets()
    {
        var response = Respond(RequestWithVia("[2001:db8::1]"), StatusCode.Ok, IPEndPoint.Parse("[2001:db8::1]:5060"));

        Assert.Contains("Via: SIP/2.0/UDP [2001:db8::1]\n", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_tag_that_To_already_has()
    {
        var request = RequestWithVia("h").Replace("To: <sip:bob@example.com>", "To: sip:bob@example.com;tag=1", StringComparison.Ordinal);

        Assert.Contains("\nTo: sip:bob@example.com;tag=1\n", Respond(request, StatusCode.Ok), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_what_can_be_read_of_a_malformed_request()
    {
        var wire = SipText.ToWire(
            """
            OPTIONS sip:example.com SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.7
            Call-ID: insuf
            """);
        Assert.False(SipParser.TryParse(wire, out var message, out var error));
        using var request = Assert.IsType<SipRequest>(message);
        using var buffer = MessageBuffer.Rent();

        ResponseWriter.Begin(buffer, request, PeerAddress.From(Source), 400, "t"u8, SipParseErrors.ReasonPhraseOf(error)).End();

        Assert.Equal(
            "SIP/2.0 400 Bad Request (From missing)\r\nVia: SIP/2.0/UDP 198.51.100.7\r\nCall-ID: insuf\r\nContent-Length: 0\r\n\r\n",
            buffer.WrittenSpan.ToText());
    }

    [Fact]
    public void Puts_a_value_together_from_pieces_and_adds_a_body()
    {
        using var buffer = MessageBuffer.Rent();

        new SipWriter(buffer)
            .StatusLine(StatusCode.IntervalTooBrief)
            .StartHeader(HeaderName.Contact).Append("<sip:bob@h>;expires="u8).Append(3600).EndHeader()
            .Header(HeaderName.MinExpires, 60)
            .Header("X-Text", "ü")
            .End("text/plain"u8, "Hi"u8);

        Assert.Equal(
            "SIP/2.0 423 Interval Too Brief\r\nContact: <sip:bob@h>;expires=3600\r\nMin-Expires: 60\r\nX-Text: ü\r\n"
            + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nHi",
            buffer.WrittenSpan.ToText());
    }

    [Fact]
    public void No_value_can_start_a_header_of_its_own()
    {
        using var buffer = MessageBuffer.Rent();

        new SipWriter(buffer).Header(HeaderName.Subject, "a\r\nEvil: 1\0").Header("X"u8, "b\nEvil: 2"u8);

        Assert.Equal("Subject: a  Evil: 1 \r\nX: b Evil: 2\r\n", buffer.WrittenSpan.ToText());
    }

    [Fact]
    public void A_buffer_grows_and_comes_back_empty()
    {
        var buffer = MessageBuffer.Rent();
        var value = new string('x', 100_000);
        new SipWriter(buffer).Header(HeaderName.Subject, value);
        Assert.Equal($"Subject: {value}\r\n", buffer.WrittenSpan.ToText());
        buffer.Dispose();

        using var next = MessageBuffer.Rent();

        Assert.Equal(0, next.WrittenCount);
    }

    [Fact]
    public void What_is_written_can_be_read_again()
    {
        var wire = new SipRequestBuilder(SipMethod.Message, "sip:bob@example.com")
            .Header(HeaderName.Via, "SIP/2.0/TCP 192.0.2.4;branch=z9hG4bK1")
            .Header(HeaderName.From, "\"Ünal, A.\" <sip:a@example.com>;tag=1")
            .Header(HeaderName.To, "<sip:bob@example.com>")
            .Header(HeaderName.CallId, "a@b")
            .Header(HeaderName.CSeq, "1 MESSAGE")
            .Header("X-Serial", "0815")
            .Body("text/plain", "Grüße")
            .ToBytes();

        Assert.True(SipParser.TryParse(wire, out var message, out _));

        var request = Assert.IsType<SipRequest>(message);
        Assert.Equal(wire, request.Bytes);
        Assert.Equal(("sip:bob@example.com", "Grüße"), (request.RequestUri.ToText(), request.Body.ToText()));
        Assert.Equal(wire, Rewrite(request));
    }

    private static byte[] Rewrite(SipRequest request)
    {
        using var buffer = MessageBuffer.Rent();
        var writer = new SipWriter(buffer).RequestLine(request.MethodBytes, request.RequestUri);
        for (var index = 0; index < request.HeaderCount; index++)
        {
            if (request[index].Name is not (HeaderName.ContentLength or HeaderName.ContentType))
            {
                writer.Header(request[index].NameBytes, request[index].Value);
            }
        }

        writer.End(request.Find(HeaderName.ContentType), request.Body);
        return buffer.WrittenSpan.ToArray();
    }

    private static string RequestWithVia(string sentBy) =>
        $"""
        OPTIONS sip:example.com SIP/2.0
        Via: SIP/2.0/UDP {sentBy}
        From: <sip:bob@example.com>;tag=1
        To: <sip:bob@example.com>
        Call-ID: a
        CSeq: 1 OPTIONS
        """;

    private static string Respond(string text, int statusCode, IPEndPoint? source = null)
    {
        using var request = SipText.ToRequest(text);
        using var buffer = MessageBuffer.Rent();
        ResponseWriter.Begin(buffer, request, PeerAddress.From(source ?? Source), statusCode, "k7f2"u8).End();
        return buffer.WrittenSpan.ToText().ReplaceLineEndings("\n");
    }
}
