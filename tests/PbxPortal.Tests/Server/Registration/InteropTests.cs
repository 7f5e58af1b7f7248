using System.Text.RegularExpressions;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>What real phones send, as they send it, and what each of them needs to find in the answer.</summary>
public sealed class InteropTests
{
    private const string Instance = "+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";

    [Fact]
    public async Task Yealink_has_no_instance_and_names_its_LAN_address_in_the_Call_ID()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            """
            REGISTER sip:acme.example:5060 SIP/2.0
            Via: SIP/2.0/UDP 10.6.1.14:5060;branch=z9hG4bK2874920217;rport
            From: "Reception" <sip:3516@acme.example:5060>;tag=2206478437
            To: "Reception" <sip:3516@acme.example:5060>
            Call-ID: 4_723949779@10.6.1.14
            CSeq: 1 REGISTER
            Contact: <sip:3516@10.6.1.14:5060>
            Allow: INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE
            Max-Forwards: 70
            User-Agent: Yealink SIP-T46U 108.86.0.20
            Expires: 3600
            Allow-Events: talk,hold,conference,refer,check-sync
            Content-Length: 0
            """);

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("<sip:3516@10.6.1.14:5060>;expires=3600", answer.Row("Contact"));
        Assert.Equal("3600", answer.Row("Expires"));
        Assert.Equal((DeviceClass.Desk, "Yealink T46U"), Kind(bench));
    }

    [Fact]
    public async Task Polycom_has_commas_inside_a_quoted_parameter_of_its_only_contact()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            """
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK6b1a2d0fF4D2C5A1
            From: "3516" <sip:3516@acme.example>;tag=5F3B2A1C-9D8E7F60
            To: <sip:3516@acme.example>
            CSeq: 1 REGISTER
            Call-ID: 7d9c4ab1-3e2f51ac-9c0b2f11@192.168.1.50
            Contact: <sip:3516@192.168.1.50>;methods="INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER"
            User-Agent: PolycomVVX-VVX_250-UA/6.4.3.5156_482567164887
            Accept-Language: en
            Max-Forwards: 70
            Expires: 300
            Content-Length: 0
            """);

        Assert.Equal(
            "<sip:3516@192.168.1.50>;methods=\"INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER\";expires=300",
            answer.Row("Contact"));
        Assert.Equal((DeviceClass.Desk, "Poly VVX 250"), Kind(bench));
    }

    [Fact]
    public async Task Cisco_enterprise_phones_have_parameters_with_dots_and_exclamation_marks()
    {
        await using var bench = await RegistrarBench.StartAsync();
        const string Parameters =
            ";+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-00562b043615>\";+u.sip!devicename.ccm.cisco.com=\"SEP00562B043615\";+u.sip!model.ccm.cisco.com=\"683\"";

        var answer = await AskAsync(
            bench,
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/TCP 10.1.1.7:51234;branch=z9hG4bK1f2e3d4c
            From: <sip:3516@acme.example>;tag=00562b0436150002
            To: <sip:3516@acme.example>
            Call-ID: 00562b04-36150002-3a1f-77c1@10.1.1.7
            Max-Forwards: 70
            CSeq: 101 REGISTER
            User-Agent: Cisco-CP8841/12.6.1
            Contact: <sip:3a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9@10.1.1.7:51234;transport=tcp>{Parameters}
            Supported: replaces,join,sdp-anat,norefersub,resource-priority,extended-refer,X-cisco-callinfo,X-cisco-serviceuri
            Content-Length: 0
            Expires: 3600
            """,
            wire: new PhoneWire("203.0.113.9:51234", TransportProtocol.Tcp));

        Assert.Equal(
            $"<sip:3a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9@10.1.1.7:51234;transport=tcp>{Parameters};expires=3600", answer.Row("Contact"));
        Assert.Equal((DeviceClass.Desk, "Cisco CP8841"), Kind(bench));
    }

    [Fact]
    public async Task The_Cisco_7960_answers_a_challenge_with_qop_without_it()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            """
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 10.1.1.8:5060;branch=z9hG4bK2f8c1c00
            From: <sip:3516@acme.example>;tag=001795a1b2c30002
            To: <sip:3516@acme.example>
            Call-ID: 001795a1-b2c30002-12ab34cd-56ef7890@10.1.1.8
            Max-Forwards: 70
            CSeq: 101 REGISTER
            User-Agent: Cisco-CP7960G/8.0
            Contact: <sip:3516@10.1.1.8:5060;transport=udp>;+sip.instance="<urn:uuid:00000000-0000-0000-0000-001795a1b2c3>";+u.sip!model.ccm.cisco.com="7"
            Content-Length: 0
            Expires: 3600
            """,
            new PhoneCredentials("3516", "secret-3516") { UsesQop = false });

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task Grandstream_hides_its_LAN_address_in_the_Call_ID_and_keeps_its_instance_over_a_new_address()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(string address, string callId) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP {address};branch=z9hG4bK1523072316;rport
            From: <sip:3516@acme.example>;tag=1869712341
            To: <sip:3516@acme.example>
            Call-ID: {callId}
            CSeq: 2000 REGISTER
            Contact: <sip:3516@{address};user=phone>;reg-id=1;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000B82A1B2C3>"
            Max-Forwards: 70
            User-Agent: Grandstream GXP2170 1.0.11.57
            Supported: path
            Expires: 3600
            Allow: INVITE, ACK, OPTIONS, CANCEL, BYE, SUBSCRIBE, NOTIFY, INFO, REFER, UPDATE, MESSAGE
            Content-Length: 0
            """;

        await AskAsync(bench, Register("192.168.124.63:5062", "523072316-5062-13@BJC.BGI.BCE.GD"));
        var answer = await AskAsync(
            bench, Register("192.168.124.71:5062", "998122001-5062-13@BJC.BGI.BCE.HB"), wire: new PhoneWire("203.0.113.9:1029"));

        Assert.StartsWith("<sip:3516@192.168.124.71:5062;user=phone>", answer.Row("Contact"), StringComparison.Ordinal);
        Assert.Equal((DeviceClass.Desk, "Grandstream GXP2170"), Kind(bench));
    }

    [Fact]
    public async Task Snom_keeps_its_line_and_sends_reg_id_without_an_instance()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(string address) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP {address};branch=z9hG4bK-a8dj2kl1m3n4;rport
            From: "3516" <sip:3516@acme.example>;tag=qz1x2c3v4b
            To: "3516" <sip:3516@acme.example>
            Call-ID: 313030303030303030-{address[^1]}s9d8f7g6h5j4
            CSeq: 1 REGISTER
            Max-Forwards: 70
            User-Agent: snomD785/10.1.84.12
            Contact: <sip:3516@{address};line=ao4g3bq7>;reg-id=1;q=1.0;audio;mobility="fixed";duplex="full";description="snomD785";actor="principal"
            Supported: path, gruu
            X-Real-IP: {address[..address.IndexOf(':', StringComparison.Ordinal)]}
            WWW-Contact: <http://{address}>
            Expires: 3600
            Content-Length: 0
            """;

        await AskAsync(bench, Register("10.0.0.20:2051"));
        var answer = await AskAsync(bench, Register("10.0.0.21:2052"), wire: new PhoneWire("192.0.2.4:2052"));

        Assert.StartsWith("<sip:3516@10.0.0.21:2052;line=ao4g3bq7>;reg-id=1;q=1.0;audio;mobility=\"fixed\"", answer.Row("Contact"), StringComparison.Ordinal);
        Assert.Equal((DeviceClass.Desk, "Snom D785"), Kind(bench));
    }

    [Fact]
    public async Task Linphone_names_its_old_contact_with_the_same_instance_beside_the_new_one()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(string contacts, uint cSeq) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 10.0.0.30:45678;branch=z9hG4bK.{cSeq}~RzqN;rport
            From: <sip:3516@acme.example>;tag=Hq2w~kD3z
            To: sip:3516@acme.example
            CSeq: {cSeq} REGISTER
            Call-ID: Yx8aTz1kQ0
            Max-Forwards: 70
            Supported: replaces, outbound, gruu, path, record-aware
            Accept: application/sdp, text/plain, application/vnd.gsma.rcs-ft-http+xml
            {contacts}
            Expires: 3600
            User-Agent: Linphone-Desktop/5.2.3 (host) Ubuntu LinphoneSDK/5.3.20
            Content-Length: 0
            """;
        await AskAsync(bench, Register($"Contact: <sip:3516@10.0.0.30:45678;transport=udp>;message-expires=2419200;{Instance};+org.linphone.specs=\"lime\"", 20));

        var answer = await AskAsync(
            bench,
            Register(
                $"""
                Contact: <sip:3516@203.0.113.30:61001;transport=udp>;message-expires=2419200;{Instance};+org.linphone.specs="lime"
                Contact: <sip:3516@10.0.0.30:45678;transport=udp>;message-expires=2419200;{Instance};+org.linphone.specs="lime";expires=0
                """,
                22));

        Assert.Matches(
            $"^{Regex.Escape($"<sip:3516@203.0.113.30:61001;transport=udp>;message-expires=2419200;{Instance};+org.linphone.specs=\"lime\"")}"
                + ";pub-gruu=\"[^\"]+\";temp-gruu=\"[^\"]+\";expires=3600$",
            answer.Row("Contact"));
        Assert.Equal(DeviceClass.Soft, Kind(bench).Class);
    }

    [Fact]
    public async Task Old_Linphones_answer_every_challenge_at_once()
    {
        await using var bench = await RegistrarBench.StartAsync();
        const string Register =
            """
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=1
            To: sip:3516@acme.example
            Call-ID: both-at-once
            CSeq: 20 REGISTER
            User-Agent: Linphone/3.12.0 (belle-sip/1.6.3)
            Contact: <sip:3516@10.0.0.30:45678>
            """;
        var challenge = await bench.AskAsync(Register);
        var md5 = new PhoneCredentials("3516", "secret-3516");
        var sha256 = new PhoneCredentials("3516", "secret-3516") { Algorithm = "SHA-256" };
        md5.Accept(challenge);
        sha256.Accept(challenge);

        var answer = await bench.AskAsync(sha256.Authorize(md5.Authorize(Register)));

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task A_push_contact_of_hundreds_of_bytes_is_bound_and_removed()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var token = new string('f', 700);
        string Register(uint cSeq, int expires) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=1
            To: sip:3516@acme.example
            Call-ID: push
            CSeq: {cSeq} REGISTER
            User-Agent: LinphoneAndroid/5.2.5 (SM-G991B) LinphoneSDK/5.3.47
            Contact: <sip:3516@10.0.0.31:5060;pn-prid={token}:remote;pn-provider=fcm;pn-param=929724111839;transport=tls>;{Instance};expires={expires}
            """;

        var bound = await AskAsync(bench, Register(1, 7200));
        var kind = Kind(bench);
        var removed = await AskAsync(bench, Register(3, 0));

        Assert.Contains($"pn-prid={token}:remote;pn-provider=fcm", bound.Row("Contact"), StringComparison.Ordinal);
        Assert.Equal(DeviceClass.Mobile, kind.Class);
        Assert.Equal("200 OK", removed.Status());
        Assert.Empty(removed.Rows("Contact"));
    }

    [Fact]
    public async Task Pjsip_moves_with_two_contacts_and_a_preloaded_Route()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(string contacts, uint cSeq) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 192.168.0.10:49152;rport;branch=z9hG4bKPj{cSeq}a1b2c3d4e5f6
            Route: <sip:acme.example;lr>
            Max-Forwards: 70
            From: "Reception" <sip:3516@acme.example>;tag=d5f1c2b3a4958677
            To: "Reception" <sip:3516@acme.example>
            Call-ID: 8c7b6a5f4e3d2c1b0a99
            CSeq: {cSeq} REGISTER
            User-Agent: MicroSIP/3.21.3
            Supported: outbound, path
            {contacts}
            Expires: 300
            Allow: PRACK, INVITE, ACK, BYE, CANCEL, UPDATE, INFO, SUBSCRIBE, NOTIFY, REFER, MESSAGE, OPTIONS
            Content-Length: 0
            """;
        await AskAsync(bench, Register("Contact: \"Reception\" <sip:3516@192.168.0.10:49152;ob>", 61200));

        var answer = await AskAsync(
            bench,
            Register("Contact: \"Reception\" <sip:3516@203.0.113.9:49152;ob>\nContact: \"Reception\" <sip:3516@192.168.0.10:49152;ob>;expires=0", 61202));

        Assert.Equal("<sip:3516@203.0.113.9:49152;ob>;expires=300", answer.Row("Contact"));
        Assert.Equal((DeviceClass.Soft, "MicroSIP"), Kind(bench));
    }

    [Fact]
    public async Task Pjsip_that_sees_what_it_is_called_outside_takes_its_contact_back_and_stays_one_device()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(string address, uint cSeq, int expires) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 192.168.0.10:50312;rport;branch=z9hG4bKPj{cSeq}b2c3d4e5f6a7
            Max-Forwards: 70
            From: <sip:3516@acme.example>;tag=f1c2b3a4958677d5
            To: <sip:3516@acme.example>
            Call-ID: 7b6a5f4e3d2c1b0a998c
            CSeq: {cSeq} REGISTER
            User-Agent: CSipSimple_porridge-23/r2457
            Contact: <sip:3516@{address};ob>
            Expires: {expires}
            Content-Length: 0
            """;
        var outside = new PhoneWire("203.0.113.9:61044");

        var first = await AskAsync(bench, Register("192.168.0.10:50312", 9001, 900), wire: outside);
        var removed = await AskAsync(bench, Register("192.168.0.10:50312", 9003, 0), wire: outside);
        var answer = await AskAsync(bench, Register("203.0.113.9:61044", 9005, 900), wire: outside);

        Assert.Contains(";rport=61044;", first.Row("Via"), StringComparison.Ordinal);
        Assert.EndsWith(";received=203.0.113.9", first.Row("Via"), StringComparison.Ordinal);
        Assert.Empty(removed.Rows("Contact"));
        Assert.Equal("<sip:3516@203.0.113.9:61044;ob>;expires=900", answer.Row("Contact"));
        Assert.Equal((DeviceClass.Mobile, "CSipSimple"), Kind(bench));
    }

    [Fact]
    public async Task A_Cisco_SPA_writes_its_name_before_its_contact_and_forgets_nothing_of_sipura()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            """
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK-1b2c3d4e
            From: "Lobby" <sip:3516@acme.example>;tag=f0e1d2c3b4a59687o0
            To: "Lobby" <sip:3516@acme.example>
            Call-ID: 3d2c1b0a-5e4f6a7b@10.0.0.5
            CSeq: 51234 REGISTER
            Max-Forwards: 70
            Contact: "Lobby" <sip:3516@10.0.0.5:5060>;expires=3600
            User-Agent: Cisco/SPA504G-7.6.2c
            Content-Length: 0
            Allow: ACK, BYE, CANCEL, INFO, INVITE, NOTIFY, OPTIONS, REFER, UPDATE
            Supported: replaces, x-sipura
            """);

        Assert.Equal("<sip:3516@10.0.0.5:5060>;expires=3600", answer.Row("Contact"));
        Assert.Equal((DeviceClass.Desk, "Cisco SPA504G"), Kind(bench));
    }

    [Theory]
    [InlineData("Bria 3 release 3.5.5 stamp 71243")]
    [InlineData("X-Lite 4 release 4.0 stamp 58832")]
    [InlineData("Z 5.6.13 v2.10.20.14")]
    public async Task The_resip_family_says_UDP_everywhere_and_is_known_by_its_rinstance(string userAgent)
    {
        await using var bench = await RegistrarBench.StartAsync();
        string Register(string address, string callId) =>
            $"""
            REGISTER sip:acme.example;transport=UDP SIP/2.0
            Via: SIP/2.0/UDP {address};branch=z9hG4bK-524287-1---4ff2a5a2b07b9c71;rport
            Max-Forwards: 70
            Contact: <sip:3516@{address};rinstance=6fe5f8e2fd3f7ac4;transport=UDP>
            To: <sip:3516@acme.example;transport=UDP>
            From: <sip:3516@acme.example;transport=UDP>;tag=a7b21d6f
            Call-ID: {callId}
            CSeq: 1 REGISTER
            Expires: 60
            User-Agent: {userAgent}
            Content-Length: 0
            """;

        await AskAsync(bench, Register("192.168.0.11:40112", "MjAyZmQ3NzEzYjI3ZmM0Y2Q.."));
        var answer = await AskAsync(bench, Register("10.9.0.3:51000", "ZGM0YTk1ZmQ3NzEzYjI3ZmM."), wire: new PhoneWire("198.51.100.7:51000"));

        Assert.Equal("<sip:3516@10.9.0.3:51000;rinstance=6fe5f8e2fd3f7ac4;transport=UDP>;expires=60", answer.Row("Contact"));
        Assert.Equal(DeviceClass.Soft, Kind(bench).Class);
    }

    [Fact]
    public async Task JsSIP_finds_its_contact_and_leaves_no_ghost_when_its_page_is_loaded_again()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(string user, string callId) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/WSS {user}.invalid;branch=z9hG4bK1430599
            Max-Forwards: 69
            To: <sip:3516@acme.example>
            From: "Reception" <sip:3516@acme.example>;tag=cnq0jhs1vs
            Call-ID: {callId}
            CSeq: 1 REGISTER
            Contact: <sip:{user}@{user}.invalid;transport=wss>;+sip.ice;reg-id=1;{Instance};expires=600
            Expires: 600
            Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY
            Supported: path,gruu,outbound
            User-Agent: JsSIP 3.10.1
            Content-Length: 0
            """;
        await AskAsync(bench, Register("h2kq0jv5", "b5v9fpf8p2vtpoi3gr8m1d"), wire: new PhoneWire("203.0.113.9:1029", TransportProtocol.Wss));

        var answer = await AskAsync(bench, Register("q81msk2a", "k0c1m29dkq1xn7zvb53t4e"), wire: new PhoneWire("203.0.113.9:1030", TransportProtocol.Wss));

        var contact = answer.Row("Contact");
        Assert.StartsWith($"<sip:q81msk2a@q81msk2a.invalid;transport=wss>;+sip.ice;reg-id=1;{Instance}", contact, StringComparison.Ordinal);
        Assert.Contains(";expires=600", contact, StringComparison.Ordinal);
        Assert.Equal((DeviceClass.WebRtc, "JsSIP"), Kind(bench));
    }

    /// <summary>A failure to it: SIP.js looks in the 200 for the URI that it sent, and for <c>expires</c> there.</summary>
    [Fact]
    public async Task SIP_js_finds_its_own_contact_with_expires_although_others_are_there()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>");

        var answer = await AskAsync(
            bench,
            """
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/WSS 4k1l0lmqfs4f.invalid;branch=z9hG4bK2738912
            To: <sip:3516@acme.example>
            From: <sip:3516@acme.example>;tag=4q0f2c9ufd
            CSeq: 1 REGISTER
            Call-ID: 25i8qt0hkrbm5pqkf5bl0g
            Max-Forwards: 70
            Contact: <sip:1rg2b7o5@4k1l0lmqfs4f.invalid;transport=ws>;expires=600
            Supported: outbound, path, gruu
            User-Agent: SIP.js/0.20.0
            Content-Length: 0
            """,
            wire: new PhoneWire("203.0.113.9:1031", TransportProtocol.Wss));

        Assert.Equal("<sip:1rg2b7o5@4k1l0lmqfs4f.invalid;transport=ws>;expires=600", answer.Rows("Contact")[0]);
        Assert.Equal("600", answer.Row("Expires"));
    }

    [Fact]
    public async Task SipML5_has_commas_in_its_parameters_and_parameters_of_its_own_in_its_URI()
    {
        await using var bench = await RegistrarBench.StartAsync();
        const string Contact =
            "<sip:3516@df7jal23ls0d.invalid;rtcweb-breaker=no;click2call=no;transport=wss>;+g.oma.sip-im;language=\"en,fr\"";

        var answer = await AskAsync(
            bench,
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK5ltLDMKLkZ4r;rport
            From: "3516"<sip:3516@acme.example>;tag=Hl4QCBKzWBGHDvCVNzFR
            To: "3516"<sip:3516@acme.example>
            Contact: "3516"{Contact};expires=200
            Call-ID: 4a5e6a3c-5a0e-6a17-0d24-6d3f1a2b9c8e
            CSeq: 64746 REGISTER
            Content-Length: 0
            Max-Forwards: 70
            User-Agent: IM-client/OMA1.0 sipML5-v1.2016.03.04
            Organization: Doubango Telecom
            Supported: path
            """,
            wire: new PhoneWire("203.0.113.9:1032", TransportProtocol.Wss));

        Assert.Equal($"{Contact};expires=200", answer.Row("Contact"));
        Assert.Equal((DeviceClass.WebRtc, "sipML5"), Kind(bench));
    }

    [Fact]
    public async Task SIP_js_removes_its_contact_by_the_parameter_alone()
    {
        await using var bench = await RegistrarBench.StartAsync();
        static string Register(uint cSeq, int expires) =>
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/WSS 4k1l0lmqfs4f.invalid;branch=z9hG4bK{cSeq}2738912
            To: <sip:3516@acme.example>
            From: <sip:3516@acme.example>;tag=4q0f2c9ufd
            CSeq: {cSeq} REGISTER
            Call-ID: 25i8qt0hkrbm5pqkf5bl0g
            Max-Forwards: 70
            Contact: <sip:1rg2b7o5@4k1l0lmqfs4f.invalid;transport=ws>;expires={expires}
            Allow: ACK,CANCEL,INVITE,MESSAGE,BYE,OPTIONS,INFO,NOTIFY,REFER
            Supported: outbound, path, gruu
            User-Agent: SIP.js/0.20.0
            Content-Length: 0
            """;
        var wire = new PhoneWire("203.0.113.9:1031", TransportProtocol.Ws);
        await AskAsync(bench, Register(1, 600), wire: wire);

        var answer = await AskAsync(bench, Register(3, 0), wire: wire);

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(answer.Rows("Contact"));
        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task Avaya_has_a_parameter_of_its_own()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            """
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=-4f1cd2e65ab08a3f3b8f_F3516192.168.2.20
            To: <sip:3516@acme.example>
            Call-ID: 1_12c4-4d21ab5c5ab08a3f3b7c_I@192.168.2.20
            CSeq: 1 REGISTER
            User-Agent: Avaya one-X Deskphone 7.1.15.1.3 b4475ea2e9a0
            Contact: <sip:3516@192.168.2.20:5061;transport=tls>;q=1;expires=900;reg-id=1;+sip.instance="<urn:uuid:00000000-0000-1000-8000-b4475ea2e9a0>";+avaya-cm-line=1
            Supported: eventlist, outbound, replaces, gruu
            """,
            wire: new PhoneWire("192.0.2.20:50120", TransportProtocol.Tls));

        Assert.Contains(";+avaya-cm-line=1", answer.Row("Contact"), StringComparison.Ordinal);
        Assert.Contains(";expires=900", answer.Row("Contact"), StringComparison.Ordinal);
        Assert.Equal(DeviceClass.Desk, Kind(bench).Class);
    }

    [Fact]
    public async Task Baresip_names_another_port_than_it_sends_from()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            $"""
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/TCP 192.168.1.9:41233;branch=z9hG4bK55ad1f2b3c4d5e6f;rport
            Contact: <sip:3516-0x5581c2a4d0@192.168.1.9:35060;transport=tcp>;expires=60;{Instance};q=0.5;reg-id=1
            Max-Forwards: 70
            To: <sip:3516@acme.example>
            From: <sip:3516@acme.example>;tag=9d1f3b5c7e8a0246
            Call-ID: 1f2e3d4c5b6a7988
            CSeq: 7216 REGISTER
            User-Agent: baresip v3.11.0 (x86_64/Linux)
            Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,NOTIFY,SUBSCRIBE,INFO,MESSAGE,UPDATE,REFER
            Supported: gruu,outbound,path
            Content-Length: 0
            """,
            wire: new PhoneWire("192.0.2.4:41233", TransportProtocol.Tcp));

        Assert.StartsWith("<sip:3516-0x5581c2a4d0@192.168.1.9:35060;transport=tcp>", answer.Row("Contact"), StringComparison.Ordinal);
        Assert.Equal("192.0.2.4:41233", Assert.Single(bench.BindingsOf()).Source);
        Assert.Equal((DeviceClass.Soft, "baresip"), Kind(bench));
    }

    [Theory]
    [InlineData("sip:acme.example:5061;transport=TLS")]
    [InlineData("sip:acme.example;transport=tls")]
    [InlineData("SIP:ACME.EXAMPLE")]
    public async Task OpenScape_hashes_a_digest_URI_that_is_not_written_like_the_request_URI(string digestUri)
    {
        await using var bench = await RegistrarBench.StartAsync();
        const string Register =
            """
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=1
            To: <sip:3516@acme.example>
            Call-ID: openscape
            CSeq: 1 REGISTER
            User-Agent: OpenScape Desk Phone CP710 SIP/1.7.8.0
            Contact: <sip:3516@10.0.0.40:5061;transport=tls>
            """;
        var credentials = new PhoneCredentials("3516", "secret-3516");
        credentials.Accept(await bench.AskAsync(Register));

        var answer = await bench.AskAsync(Register.With("Authorization", credentials.ValueFor("REGISTER", digestUri)));

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task A_reg_id_of_zero_is_not_acknowledged_and_forgotten()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await AskAsync(
            bench,
            $"""
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=1
            To: <sip:3516@acme.example>
            Call-ID: zero
            CSeq: 1 REGISTER
            Contact: <sip:3516@10.0.0.41:5060>;{Instance};reg-id=0
            """);

        // Either it is bound or it is refused; a 200 that binds nothing is the one wrong answer.
        Assert.Equal(answer.StartsWith("SIP/2.0 200 ", StringComparison.Ordinal) ? 1 : 0, bench.BindingsOf().Count);
    }

    private static async Task<string> AskAsync(
        RegistrarBench bench, string register, PhoneCredentials? credentials = null, PhoneWire? wire = null) =>
        await bench.AskAsync(register, credentials ?? new PhoneCredentials("3516", "secret-3516"), wire);

    /// <summary>Of the only row that the user has.</summary>
    private static (DeviceClass Class, string Product) Kind(RegistrarBench bench)
    {
        var device = Assert.Single(bench.DevicesOf());
        return (device.Class, device.Product);
    }
}
