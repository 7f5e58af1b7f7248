using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Sip;

namespace PbxPortal.Tests.Torture;

/// <summary>Every message of RFC 4475 and RFC 5118, as bytes, with what must come of it on UDP.</summary>
public sealed class TortureMessageTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Torture", "Data");

    /// <param name="file">The message.</param>
    /// <param name="expectedError">The first mistake that is found.</param>
    /// <param name="expectedOutcome">A request or response is handed over, a status is answered, or nothing is.</param>
    [Theory]
    [InlineData("rfc4475/badaspec.dat", SipParseError.ToInvalid, "400")]
    [InlineData("rfc4475/badbranch.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/baddate.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/baddn.dat", SipParseError.HeaderNotTerminated, "400")]
    [InlineData("rfc4475/baddn.eohfix.dat", SipParseError.FromInvalid, "400")]
    [InlineData("rfc4475/badinv01.dat", SipParseError.ViaInvalid, "400")]
    [InlineData("rfc4475/badvers.dat", SipParseError.UnsupportedVersion, "505")]
    [InlineData("rfc4475/bcast.dat", SipParseError.None, "response")]
    [InlineData("rfc4475/bext01.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/bigcode.dat", SipParseError.StatusCodeInvalid, "silence")]
    [InlineData("rfc4475/clerr.dat", SipParseError.BodyIncomplete, "400")]
    [InlineData("rfc4475/cparam01.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/cparam02.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/dblreq.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/esc01.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/esc02.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/escnull.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/escruri.dat", SipParseError.RequestUriInvalid, "400")]
    [InlineData("rfc4475/insuf.dat", SipParseError.FromMissing, "400")]
    [InlineData("rfc4475/intmeth.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/inv2543.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/invut.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/longreq.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/ltgtruri.dat", SipParseError.RequestUriInvalid, "400")]
    [InlineData("rfc4475/lwsdisp.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/lwsruri.dat", SipParseError.RequestUriInvalid, "400")]
    [InlineData("rfc4475/lwsstart.dat", SipParseError.RequestUriInvalid, "400")]
    [InlineData("rfc4475/mcl01.dat", SipParseError.HeaderDuplicated, "400")]
    [InlineData("rfc4475/mismatch01.dat", SipParseError.CSeqMethodMismatch, "400")]
    [InlineData("rfc4475/mismatch02.dat", SipParseError.CSeqMethodMismatch, "400")]
    [InlineData("rfc4475/mpart01.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/multi01.dat", SipParseError.HeaderDuplicated, "400")]
    [InlineData("rfc4475/ncl.dat", SipParseError.ContentLengthInvalid, "400")]
    [InlineData("rfc4475/noreason.dat", SipParseError.None, "response")]
    [InlineData("rfc4475/novelsc.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/quotbal.dat", SipParseError.ToInvalid, "400")]
    [InlineData("rfc4475/regaut01.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/regbadct.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/regescrt.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/scalar02.dat", SipParseError.CSeqInvalid, "400")]
    [InlineData("rfc4475/scalarlg.dat", SipParseError.CSeqInvalid, "silence")]
    [InlineData("rfc4475/sdp01.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/semiuri.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/test.dat", SipParseError.StartLineInvalid, "silence")]
    [InlineData("rfc4475/transports.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/trws.dat", SipParseError.StartLineInvalid, "400")]
    [InlineData("rfc4475/unkscm.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/unksm2.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/unreason.dat", SipParseError.None, "response")]
    [InlineData("rfc4475/wsinv.dat", SipParseError.None, "request")]
    [InlineData("rfc4475/zeromf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv4-mapped-ipv6.clfix.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv4-mapped-ipv6.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv4-mapped-ipv6.lf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv6-bad.dat", SipParseError.RequestUriInvalid, "400")]
    [InlineData("rfc5118/ipv6-bad.lf.dat", SipParseError.RequestUriInvalid, "400")]
    [InlineData("rfc5118/ipv6-bug-abnf-3-colons.dat", SipParseError.HeaderNotTerminated, "400")]
    [InlineData("rfc5118/ipv6-bug-abnf-3-colons.eohfix.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv6-bug-abnf-3-colons.lf.dat", SipParseError.HeaderNotTerminated, "400")]
    [InlineData("rfc5118/ipv6-correct-abnf-2-colons.dat", SipParseError.HeaderNotTerminated, "400")]
    [InlineData("rfc5118/ipv6-correct-abnf-2-colons.eohfix.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv6-correct-abnf-2-colons.lf.dat", SipParseError.HeaderNotTerminated, "400")]
    [InlineData("rfc5118/ipv6-good.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv6-good.lf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv6-in-sdp.clfix.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/ipv6-in-sdp.dat", SipParseError.BodyIncomplete, "400")]
    [InlineData("rfc5118/ipv6-in-sdp.lf.dat", SipParseError.BodyIncomplete, "400")]
    [InlineData("rfc5118/mult-ip-in-header.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/mult-ip-in-header.lf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/mult-ip-in-sdp.clfix.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/mult-ip-in-sdp.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/mult-ip-in-sdp.lf.dat", SipParseError.BodyIncomplete, "400")]
    [InlineData("rfc5118/port-ambiguous.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/port-ambiguous.lf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/port-unambiguous.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/port-unambiguous.lf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/via-received-param-no-delim.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/via-received-param-no-delim.lf.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/via-received-param-with-delim.dat", SipParseError.None, "request")]
    [InlineData("rfc5118/via-received-param-with-delim.lf.dat", SipParseError.None, "request")]
    public void Each_message_gets_its_verdict(string file, SipParseError expectedError, string expectedOutcome)
    {
        var handler = new RecordingHandler();
        var flow = new InMemoryFlow();
        var receiver = new MessageReceiver(handler, new TransportCounters(), NullLogger.Instance);

        receiver.Receive(Read(file), flow);

        Assert.Equal(expectedError, handler.Mistakes.FirstOrDefault());
        Assert.Equal(expectedOutcome, OutcomeOf(handler, flow));
    }

    [Fact]
    public void No_message_is_missing_in_the_table()
    {
        var listed = typeof(TortureMessageTests)
            .GetMethod(nameof(Each_message_gets_its_verdict))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Cast<InlineDataAttribute>()
            .Select(row => (string)row.Data[0]!);

        var files = Directory.EnumerateFiles(Folder, "*.dat", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'));

        Assert.Equal(files.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Wsinv_is_read_through_all_its_white_space()
    {
        using var request = ReadRequest("wsinv");

        Assert.True(NameAddress.TryParse(request.Find(HeaderName.To), out var to));
        Assert.Equal(("sip:vivekg@chair-dnrc.example.com", "1918181833n"), (to.Uri.ToText(), to.Tag.ToText()));
        Assert.True(NameAddress.TryParse(request.Find(HeaderName.From), out var from));
        Assert.Equal("J Rosenberg \\\"", QuotedString.UnescapeToString(from.DisplayName));
        Assert.Equal("98asjd8", from.Tag.ToText());
        Assert.Equal((68, 9U, SipMethod.Invite), (request.MaxForwards, request.CSeq.Number, request.CSeq.Method));
        Assert.Equal(("192.0.2.2", "390skdjuw"), (request.TopVia.Host.ToText(), request.TopVia.Branch.ToText()));
        Assert.Equal(3, Count(request.EnumerateValues(HeaderName.Via)));
        Assert.Equal(150, request.Body.Length);
        Assert.True(NameAddress.TryParse(request.Find(HeaderName.Contact), out var contact));
        Assert.True(contact.TryGetParameter("q"u8, out var q) && QValue.TryParse(q, out var thousandths) && thousandths == 330);
        Assert.Equal(";;,,;;,;", request.Find("UnknownHeaderWithUnusualValue"u8).ToText());
    }

    [Fact]
    public void Intmeth_keeps_its_NUL_and_its_Cyrillic()
    {
        using var request = ReadRequest("intmeth");

        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", request.MethodBytes.ToText());
        Assert.Equal(SipMethod.Unknown, request.Method);
        Assert.True(NameAddress.TryParse(request.Find(HeaderName.To), out var to));
        Assert.Equal("BEL:\a NUL:\0 DEL:\x7F", QuotedString.UnescapeToString(to.DisplayName));
        Assert.True(NameAddress.TryParse(request.Find(HeaderName.From), out var from));
        Assert.Equal("_token~1'+`*%!-.", from.Tag.ToText());
        Assert.True(SipUri.TryParse(request.RequestUri, out var uri));
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", uri.Password.ToText());
        Assert.Equal("example.com", uri.Host.ToText());
    }

    [Fact]
    public void Esc01_is_unescaped_once()
    {
        using var request = ReadRequest("esc01");

        Assert.True(SipUri.TryParse(request.RequestUri, out var target));
        Assert.Equal("sips:user@example.com", SipUri.UnescapeToString(target.User));
        Assert.True(NameAddress.TryParse(request.Find(HeaderName.Contact), out var contact));
        Assert.True(SipUri.TryParse(contact.Uri, out var contactUri));
        var parameters = new ParameterReader(contactUri.Parameters);
        Assert.True(parameters.Read());
        Assert.Equal("lr", SipUri.UnescapeToString(parameters.Name));
        Assert.True(parameters.Read());
        Assert.Equal("value%41", SipUri.UnescapeToString(parameters.Value));
    }

    [Fact]
    public void Escnull_has_two_contacts_that_differ()
    {
        using var request = ReadRequest("escnull");
        var users = new List<string>();

        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            Assert.True(NameAddress.TryParse(value, out var contact));
            Assert.True(SipUri.TryParse(contact.Uri, out var uri));
            users.Add(SipUri.UnescapeToString(uri.User));
        }

        Assert.Equal(["\0", "\0\0"], users);
        Assert.True(SipUri.TryParse("sip:%00@host5.example.com"u8, out var one));
        Assert.True(SipUri.TryParse("sip:%00%00@host5.example.com"u8, out var two));
        Assert.False(SipUri.AreEqual(one, two));
    }

    [Fact]
    public void Esc02_is_no_REGISTER_and_has_two_contacts()
    {
        using var request = ReadRequest("esc02");

        Assert.Equal(SipMethod.Unknown, request.Method);
        Assert.Equal(2, Count(request.EnumerateValues(HeaderName.Contact)));
        Assert.Equal("<sip:alias2@host2.example.com>", request.Find("C%6Fntact"u8).ToText());
    }

    [Fact]
    public void Dblreq_ends_with_its_Content_Length()
    {
        using var request = ReadRequest("dblreq");

        Assert.Equal(SipMethod.Register, request.Method);
        Assert.True(request.Body.IsEmpty);
        Assert.EndsWith("Content-Length: 0\r\n\r\n", request.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Semiuri_has_its_semicolon_in_the_user()
    {
        using var request = ReadRequest("semiuri");

        Assert.True(SipUri.TryParse(request.RequestUri, out var uri));
        Assert.Equal("user;par=u@example.net", SipUri.UnescapeToString(uri.User));
        Assert.True(uri.Parameters.IsEmpty);
    }

    [Fact]
    public void Mpart01_keeps_its_body_byte_for_byte()
    {
        using var request = ReadRequest("mpart01");

        Assert.Equal(553, request.Body.Length);
        Assert.True(Read("rfc4475/mpart01.dat").AsSpan().EndsWith(request.Body));
    }

    [Fact]
    public void Longreq_has_all_its_34_vias()
    {
        using var request = ReadRequest("longreq");

        Assert.Equal(34, Count(request.EnumerateValues(HeaderName.Via)));
        Assert.Equal("sip33.example.com", request.TopVia.Host.ToText());
    }

    [Fact]
    public void Cparam01_and_cparam02_differ_in_whose_parameter_it_is()
    {
        using var bare = ReadRequest("cparam01");
        using var bracketed = ReadRequest("cparam02");

        Assert.True(NameAddress.TryParse(bare.Find(HeaderName.Contact), out var bareContact));
        Assert.Equal("sip:+19725552222@gw1.example.net", bareContact.Uri.ToText());
        Assert.Equal(";unknownparam", bareContact.Parameters.ToText());
        Assert.True(NameAddress.TryParse(bracketed.Find(HeaderName.Contact), out var bracketedContact));
        Assert.Equal("sip:+19725552222@gw1.example.net;unknownparam", bracketedContact.Uri.ToText());
        Assert.True(bracketedContact.Parameters.IsEmpty);
    }

    [Fact]
    public void Regbadct_has_a_contact_that_cannot_be_read_and_regescrt_one_that_can()
    {
        using var bad = ReadRequest("regbadct");
        using var good = ReadRequest("regescrt");

        Assert.False(NameAddress.TryParse(bad.Find(HeaderName.Contact), out _));
        Assert.True(NameAddress.TryParse(good.Find(HeaderName.Contact), out var contact));
        Assert.Equal("sip:user@example.com?Route=%3Csip:sip.example.com%3E", contact.Uri.ToText());
    }

    [Fact]
    public void Regaut01_has_credentials_of_another_scheme()
    {
        using var request = ReadRequest("regaut01");

        Assert.True(DigestCredentials.TryParse(request.Find(HeaderName.Authorization), out var credentials));
        Assert.Equal(("NoOneKnowsThisScheme", false), (credentials.Scheme.ToText(), credentials.IsDigest));
    }

    [Fact]
    public void Port_ambiguous_has_no_port_and_port_unambiguous_has()
    {
        using var ambiguous = ReadRequest("../rfc5118/port-ambiguous");
        using var unambiguous = ReadRequest("../rfc5118/port-unambiguous");

        Assert.True(SipUri.TryParse(ambiguous.RequestUri, out var without));
        Assert.Equal(("[2001:db8::10:5070]", 0), (without.Host.ToText(), without.Port));
        Assert.True(SipUri.TryParse(unambiguous.RequestUri, out var with));
        Assert.Equal(("[2001:db8::10]", 5070), (with.Host.ToText(), with.Port));
    }

    [Fact]
    public void No_prefix_of_any_message_throws_or_is_answered_by_an_exception()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.dat", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            for (var length = 0; length <= bytes.Length; length++)
            {
                var isParsed = SipParser.TryParse(bytes.AsSpan(0, length), out var message, out var error);
                Assert.Equal(isParsed, error == SipParseError.None);
                message?.Dispose();
            }
        }
    }

    private static string OutcomeOf(RecordingHandler handler, InMemoryFlow flow)
    {
        using var message = handler.TryRead();
        var answer = flow.TryRead();
        return (message, answer) switch
        {
            (SipRequest, null) => "request",
            (SipResponse, null) => "response",
            (null, { } text) => text.Split(' ')[1],
            _ => "silence",
        };
    }

    private static int Count(HeaderValues values)
    {
        var count = 0;
        foreach (var value in values)
        {
            Assert.False(value.IsEmpty);
            count++;
        }

        return count;
    }

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static SipRequest ReadRequest(string name)
    {
        Assert.True(SipParser.TryParse(Read($"rfc4475/{name}.dat"), out var message, out _));
        return Assert.IsType<SipRequest>(message);
    }
}
