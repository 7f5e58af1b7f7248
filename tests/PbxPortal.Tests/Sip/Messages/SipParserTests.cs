using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class SipParserTests
{
    private const string Register =
        """
        REGISTER sip:example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKnashds7;rport
        Max-Forwards: 70
        From: Bob <sip:bob@example.com>;tag=456248
        To: Bob <sip:bob@example.com>
        Call-ID: 843817637684230@998sdasdh09
        CSeq: 1826 REGISTER
        Contact: <sip:bob@192.0.2.4>
        Expires: 7200
        Content-Length: 0
        """;

    private const string Message =
        """
        MESSAGE sip:bob@example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK776sgdkse
        From: <sip:alice@example.com>;tag=49583
        To: <sip:bob@example.com>
        Call-ID: asd88asd77a@1.2.3.4
        CSeq: 1 MESSAGE
        Content-Type: text/plain
        Content-Length: ...

        Watson, come here.
        """;

    [Fact]
    public void Reads_the_request_line_and_the_headers_of_a_REGISTER()
    {
        using var request = SipText.ToRequest(Register);

        Assert.Equal(SipMethod.Register, request.Method);
        Assert.Equal("REGISTER", request.MethodBytes.ToText());
        Assert.Equal("sip:example.com", request.RequestUri.ToText());
        Assert.Equal(9, request.HeaderCount);
        Assert.Equal("Max-Forwards", request[1].NameBytes.ToText());
        Assert.Equal("7200", request.Find(HeaderName.Expires).ToText());
        Assert.Equal("843817637684230@998sdasdh09", request.CallId.ToText());
        Assert.Equal(("456248", ""), (request.FromTag.ToText(), request.ToTag.ToText()));
        Assert.Equal((1826U, SipMethod.Register), (request.CSeq.Number, request.CSeq.Method));
        Assert.Equal(70, request.MaxForwards);
        Assert.True(request.Body.IsEmpty);
    }

    [Fact]
    public void Reads_a_response()
    {
        using var response = SipText.ToResponse(
            """
            SIP/2.0 401 Who are you?
            Via: SIP/2.0/UDP 192.0.2.4
            From: <sip:bob@example.com>;tag=456248
            To: <sip:bob@example.com>;tag=1
            Call-ID: a
            CSeq: 1 REGISTER
            """);

        Assert.Equal((401, "Who are you?"), (response.StatusCode, response.ReasonPhrase.ToText()));
        Assert.Equal("1", response.ToTag.ToText());
    }

    [Theory]
    [InlineData("i", HeaderName.CallId)]
    [InlineData("M", HeaderName.Contact)]
    [InlineData("cseq", HeaderName.CSeq)]
    [InlineData("WWW-AUTHENTICATE", HeaderName.WwwAuthenticate)]
    [InlineData("x", HeaderName.SessionExpires)]
    [InlineData("z", HeaderName.Unknown)]
    [InlineData("1", HeaderName.Unknown)]
    [InlineData("X-Real-IP", HeaderName.Unknown)]
    public void Knows_header_names_long_and_compact_in_any_case(string name, HeaderName expected)
    {
        Assert.Equal(expected, HeaderNames.Parse(name.ToBytes()));
    }

    [Fact]
    public void Every_header_name_comes_back_from_its_long_form()
    {
        foreach (var name in Enum.GetValues<HeaderName>())
        {
            Assert.Equal(name, HeaderNames.Parse(HeaderNames.ToBytes(name)));
        }
    }

    [Fact]
    public void Every_method_comes_back_from_its_name_and_case_counts()
    {
        foreach (var method in Enum.GetValues<SipMethod>())
        {
            Assert.Equal(method, SipMethodNames.Parse(SipMethodNames.ToBytes(method)));
        }

        Assert.Equal(SipMethod.Unknown, SipMethodNames.Parse("register"u8));
    }

    [Fact]
    public void Hands_out_folded_values_unfolded()
    {
        using var request = SipText.ToRequest(Register.Replace(
            "Expires: 7200",
            "Subject: I know you're there,\n pick up\n\tthe phone\nExpires:\n 7200",
            StringComparison.Ordinal));

        Assert.Equal("I know you're there,   pick up  \tthe phone", request.Find(HeaderName.Subject).ToText());
        Assert.Equal("7200", request.Find(HeaderName.Expires).ToText());
        Assert.Equal(10, request.HeaderCount);
    }

    [Fact]
    public void Finds_unknown_headers_by_name_in_any_case()
    {
        using var request = SipText.ToRequest(Register.Replace("Expires", "X-Serial", StringComparison.Ordinal));

        Assert.Equal("7200", request.Find("x-serial"u8).ToText());
        Assert.True(request.Find("X-Other"u8).IsEmpty);
        Assert.False(request.Contains(HeaderName.Expires));
    }

    [Fact]
    public void Tells_an_empty_header_from_a_missing_one()
    {
        using var request = SipText.ToRequest(Register.Replace("Expires: 7200", "Supported:", StringComparison.Ordinal));

        Assert.True(request.TryFind(HeaderName.Supported, out var supported));
        Assert.True(supported.IsEmpty);
        Assert.False(request.TryFind(HeaderName.Require, out _));
    }

    [Fact]
    public void Takes_the_body_by_its_length_and_discards_the_rest()
    {
        var wire = SipText.ToWire(Message);

        Assert.True(SipParser.TryParse([.. wire, .. "surplus"u8], out var message, out _));

        Assert.Equal("Watson, come here.\r\n", message!.Body.ToText());
        Assert.Equal(wire, message.Bytes);
    }

    [Fact]
    public void Takes_the_rest_of_the_datagram_when_no_length_is_given()
    {
        using var request = SipText.ToRequest(Message.Replace("Content-Length: ...\n", "", StringComparison.Ordinal));

        Assert.Equal("Watson, come here.\r\n", request.Body.ToText());
    }

    [Fact]
    public void Reads_lines_that_end_in_a_bare_line_feed()
    {
        var wire = (Register + "\n\n").ToBytes();

        Assert.True(SipParser.TryParse(wire, out var message, out _));

        Assert.Equal("7200", message!.Find(HeaderName.Expires).ToText());
    }

    [Fact]
    public void Ignores_empty_lines_before_the_start_line()
    {
        Assert.True(SipParser.TryParse([.. "\r\n\r\n"u8, .. SipText.ToWire(Register)], out var message, out _));

        Assert.Equal(SipMethod.Register, Assert.IsType<SipRequest>(message).Method);
    }

    [Theory]
    [InlineData("REGISTER sip:example.com SIP/2.0", "REGISTER sip:example.com SIP/3.0", SipParseError.UnsupportedVersion)]
    [InlineData("REGISTER sip:example.com SIP/2.0", "REGISTER sip:example.com HTTP/1.1", SipParseError.StartLineInvalid)]
    [InlineData("REGISTER sip:example.com SIP/2.0", "REGISTER sip:example.com", SipParseError.StartLineInvalid)]
    [InlineData("REGISTER sip:example.com SIP/2.0", "REGISTER example.com SIP/2.0", SipParseError.RequestUriInvalid)]
    [InlineData("REGISTER sip:example.com SIP/2.0", "REGISTER  SIP/2.0", SipParseError.RequestUriInvalid)]
    [InlineData("REGISTER sip:example.com SIP/2.0", "REGISTER sip:example.com?Route=x SIP/2.0", SipParseError.RequestUriInvalid)]
    [InlineData("Expires: 7200", "Expires 7200", SipParseError.HeaderNameMissing)]
    [InlineData("Expires: 7200", ": 7200", SipParseError.HeaderNameMissing)]
    [InlineData("Expires: 7200", "X Serial: 7200", SipParseError.HeaderNameInvalid)]
    [InlineData("Expires: 7200", "Expires: 7200\nExpires: 0", SipParseError.HeaderDuplicated)]
    [InlineData("Content-Length: 0", "Content-Length: 0\nl: 0", SipParseError.HeaderDuplicated)]
    [InlineData("Content-Length: 0", "Content-Length: 1", SipParseError.BodyIncomplete)]
    [InlineData("Content-Length: 0", "Content-Length: -1", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length: 0", "Content-Length: 99999999999", SipParseError.ContentLengthInvalid)]
    [InlineData("Content-Length: 0", "Content-Length:", SipParseError.ContentLengthInvalid)]
    [InlineData("Via: ", "X-Via: ", SipParseError.ViaMissing)]
    [InlineData("SIP/2.0/UDP 192.0.2.4:5060", "SIP/2.0/UDP", SipParseError.ViaInvalid)]
    [InlineData("From: ", "X-From: ", SipParseError.FromMissing)]
    [InlineData("From: Bob <", "From: Bob ", SipParseError.FromInvalid)]
    [InlineData("To: ", "X-To: ", SipParseError.ToMissing)]
    [InlineData("To: Bob <", "To: \"Bob <", SipParseError.ToInvalid)]
    [InlineData("Call-ID: ", "X-Call-ID: ", SipParseError.CallIdMissing)]
    [InlineData("843817637684230@998sdasdh09", "two words", SipParseError.CallIdInvalid)]
    [InlineData("CSeq: ", "X-CSeq: ", SipParseError.CSeqMissing)]
    [InlineData("1826 REGISTER", "REGISTER", SipParseError.CSeqInvalid)]
    [InlineData("1826 REGISTER", "4294967296 REGISTER", SipParseError.CSeqInvalid)]
    [InlineData("1826 REGISTER", "1826 INVITE", SipParseError.CSeqMethodMismatch)]
    public void Names_the_first_mistake(string original, string broken, SipParseError expected)
    {
        var wire = SipText.ToWire(Register.Replace(original, broken, StringComparison.Ordinal));

        Assert.False(SipParser.TryParse(wire, out var message, out var error));

        Assert.Equal(expected, error);
        Assert.NotNull(message);
    }

    [Theory]
    [InlineData("Expires: 72\r00", SipParseError.LineBreakInvalid)]
    [InlineData("Expires: 7200\rX-Evil: 1", SipParseError.LineBreakInvalid)]
    public void Refuses_a_carriage_return_without_its_line_feed(string line, SipParseError expected)
    {
        var wire = SipText.ToWire(Register).ToText().Replace("Expires: 7200", line, StringComparison.Ordinal).ToBytes();

        Assert.False(SipParser.TryParse(wire, out _, out var error));

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("", SipParseError.Empty)]
    [InlineData("\r\n\r\n", SipParseError.Empty)]
    [InlineData("garbage", SipParseError.StartLineInvalid)]
    [InlineData("{\"json\": 1}\r\n\r\n", SipParseError.StartLineInvalid)]
    [InlineData("SIP/2.0 99 Too Low\r\n\r\n", SipParseError.StatusCodeInvalid)]
    [InlineData("SIP/2.0 700 Too High\r\n\r\n", SipParseError.StatusCodeInvalid)]
    [InlineData("SIP/2.0 2000 OK\r\n\r\n", SipParseError.StatusCodeInvalid)]
    [InlineData("SIP/3.0 200 OK\r\n\r\n", SipParseError.UnsupportedVersion)]
    public void Gives_no_message_when_there_is_not_even_a_method(string wire, SipParseError expected)
    {
        Assert.False(SipParser.TryParse(wire.ToBytes(), out var message, out var error));

        Assert.Equal(expected, error);
        Assert.Null(message);
    }

    [Fact]
    public void Refuses_more_headers_than_anybody_needs()
    {
        var wire = SipText.ToWire(string.Concat(Enumerable.Repeat("X: 1\n", 300)).Insert(0, Register + "\n").TrimEnd());

        Assert.False(SipParser.TryParse(wire, out _, out var error));

        Assert.Equal(SipParseError.TooManyHeaders, error);
    }

    [Fact]
    public void Refuses_what_no_datagram_can_carry()
    {
        Assert.False(SipParser.TryParse(new byte[SipMessage.MaxLength + 1], out _, out var error));

        Assert.Equal(SipParseError.MessageTooLarge, error);
    }

    [Fact]
    public void Every_prefix_of_a_valid_message_is_incomplete()
    {
        var wire = SipText.ToWire(Message);

        for (var length = 0; length < wire.Length; length++)
        {
            Assert.False(SipParser.TryParse(wire.AsSpan(0, length), out var message, out _));
            message?.Dispose();
        }

        Assert.True(SipParser.TryParse(wire, out _, out _));
    }

    [Fact]
    public void No_damage_to_a_single_byte_throws()
    {
        var wire = SipText.ToWire(Message);
        byte[] damages = [0, (byte)'\r', (byte)'\n', (byte)' ', (byte)':', (byte)';', (byte)',', (byte)'"', (byte)'<', (byte)'>', (byte)'\\', (byte)'%', 0xFF];

        foreach (var (index, damage) in Enumerable.Range(0, wire.Length).SelectMany(_ => damages, (index, damage) => (index, damage)))
        {
            var damaged = wire.ToArray();
            damaged[index] = damage;
            var isParsed = SipParser.TryParse(damaged, out var message, out var error);
            Assert.Equal(isParsed, error == SipParseError.None);
            message?.Dispose();
        }
    }

    [Fact]
    public void A_disposed_message_leaves_nothing_to_the_next_one()
    {
        SipText.ToRequest(Message).Dispose();

        using var request = SipText.ToRequest(Register);

        Assert.True(request.Body.IsEmpty);
        Assert.False(request.Contains(HeaderName.ContentType));
        Assert.Equal(SipText.ToWire(Register), request.Bytes);
    }

    [Fact]
    public void A_message_disposed_twice_is_given_to_one_owner_only()
    {
        var request = SipText.ToRequest(Register);
        request.Dispose();
        request.Dispose();

        using var first = SipText.ToRequest(Register);
        using var second = SipText.ToRequest(Message);

        Assert.NotSame(first, second);
        Assert.Equal(SipMethod.Register, first.Method);
    }
}
