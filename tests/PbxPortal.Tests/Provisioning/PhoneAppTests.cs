using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using PbxPortal.Provisioning;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Provisioning;

/// <summary>The code and the document of each app, field by field.</summary>
public sealed class PhoneAppTests
{
    private static readonly XNamespace LinphoneConfig = "http://www.linphone.org/xsds/lpconfig.xsd";
    private static readonly Uri Link = new("https://pbx.example.com/p/Zm9vYmFy-_x");

    private static readonly PhoneSettings Settings = new()
    {
        Extension = "3516",
        DisplayName = "Anna \"Ann\" Berg; & Co",
        Domain = "acme.example",
        Realm = "old.example",
        AuthenticationName = "3516.k7f2",
        Password = "p;a'ss<w>&rd",
        Server = new PublicSipAddress(TransportProtocol.Tls, "sip.example.com", 5061),
    };

    [Fact]
    public void Linphone_gets_a_plain_web_link() =>
        Assert.Equal("https://pbx.example.com/p/Zm9vYmFy-_x", new LinphoneApp().CodeFor(Link));

    [Fact]
    public void A_tap_on_the_phone_opens_Linphone() =>
        Assert.Equal("linphone-config:https://pbx.example.com/p/Zm9vYmFy-_x", LinphoneApp.DeepLinkFor(Link));

    [Fact]
    public void Linphone_fetches_an_account_with_its_HA1_and_no_password()
    {
        var document = new LinphoneApp().DocumentFor(Settings);

        var ha1 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("3516.k7f2:old.example:p;a'ss<w>&rd")));
        Assert.Equal(
            [
                "misc/transient_provisioning=1",
                "sip/default_proxy=0",
                "auth_info_0/username=3516",
                "auth_info_0/userid=3516.k7f2",
                $"auth_info_0/ha1={ha1}",
                "auth_info_0/realm=old.example",
                "auth_info_0/domain=acme.example",
                "auth_info_0/algorithm=SHA-256",
                "proxy_0/reg_proxy=<sip:sip.example.com:5061;transport=tls>",
                "proxy_0/reg_identity=\"Anna \\\"Ann\\\" Berg; & Co\" <sip:3516@acme.example>",
                "proxy_0/reg_expires=600",
                "proxy_0/reg_sendregister=1",
                "proxy_0/realm=old.example",
            ],
            EntriesOf(document));
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", document, StringComparison.Ordinal);
        Assert.DoesNotContain(Settings.Password, document, StringComparison.Ordinal);
        Assert.All(
            XDocument.Parse(document).Descendants(LinphoneConfig + "entry"),
            entry => Assert.Equal("true", (string?)entry.Attribute("overwrite")));
    }

    [Fact]
    public void Linphone_is_told_the_algorithm_that_its_HA1_is_for()
    {
        var document = new LinphoneApp().DocumentFor(Settings with { Algorithm = DigestAlgorithm.Md5 });

#pragma warning disable CA5351 // What a domain without SHA-256 offers.
        var ha1 = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes("3516.k7f2:old.example:p;a'ss<w>&rd")));
#pragma warning restore CA5351
        Assert.Contains($"auth_info_0/ha1={ha1}", EntriesOf(document));
        Assert.Contains("auth_info_0/algorithm=MD5", EntriesOf(document));
    }

    [Theory]
    [InlineData(TransportProtocol.Udp, "<sip:[2001:db8::1]:5060;transport=udp>")]
    [InlineData(TransportProtocol.Tcp, "<sip:[2001:db8::1]:5060;transport=tcp>")]
    public void Linphone_is_told_the_transport_and_an_IPv6_address_in_brackets(TransportProtocol transport, string expected)
    {
        var document = new LinphoneApp().DocumentFor(Settings with { Server = new PublicSipAddress(transport, "2001:db8::1", 5060) });

        Assert.Contains($"proxy_0/reg_proxy={expected}", EntriesOf(document));
    }

    [Fact]
    public void Groundwire_gets_a_link_of_its_own_scheme() =>
        Assert.Equal("provlinkbs://pbx.example.com/p/Zm9vYmFy-_x", new GroundwireApp().CodeFor(Link));

    [Theory]
    [InlineData(TransportProtocol.Udp, "udp")]
    [InlineData(TransportProtocol.Tcp, "tcp")]
    [InlineData(TransportProtocol.Tls, "tls+sip:")]
    public void Groundwire_fetches_an_account(TransportProtocol transport, string word)
    {
        var server = new PublicSipAddress(transport, "sip.example.com", 5061);

        var account = XDocument.Parse(new GroundwireApp().DocumentFor(Settings with { Server = server })).Root!;

        Assert.Equal("account", account.Name.LocalName);
        Assert.Equal(
            [
                ("title", Settings.DisplayName),
                ("username", "3516"),
                ("password", Settings.Password),
                ("authUsername", "3516.k7f2"),
                ("displayName", Settings.DisplayName),
                ("host", "acme.example"),
                ("proxy", "sip.example.com:5061"),
                ("transport", word),
                ("expires", "600"),
            ],
            account.Elements().Select(element => (element.Name.LocalName, element.Value)));
    }

    [Fact]
    public void Grandstream_Wave_reads_the_account_out_of_the_code()
    {
        var udp = Settings with { Server = new PublicSipAddress(TransportProtocol.Udp, "sip.example.com", 5060) };

        var code = new GrandstreamWaveApp().CodeFor(udp);

        Assert.StartsWith("<?xml version='1.0' encoding='utf-8'?><AccountConfig version=\"1\"><Account>", code, StringComparison.Ordinal);
        var account = XDocument.Parse(code).Root!;
        Assert.Equal("1", (string?)account.Attribute("version"));
        Assert.Equal(
            [
                ("RegisterServer", "acme.example"),
                ("OutboundServer", "sip.example.com:5060"),
                ("SecOutboundServer", ""),
                ("UserID", "3516"),
                ("AuthID", "3516.k7f2"),
                ("AuthPass", Settings.Password),
                ("AccountName", "3516"),
                ("DisplayName", Settings.DisplayName),
                ("Dialplan", "{x+|*x+|*++}"),
                ("RandomPort", "0"),
                ("Voicemail", "*97"),
            ],
            account.Element("Account")!.Elements().Select(element => (element.Name.LocalName, element.Value)));
        Assert.Equal([TransportProtocol.Udp], new GrandstreamWaveApp().Transports);
    }

    [Theory]
    [InlineData(TransportProtocol.Udp, "0")]
    [InlineData(TransportProtocol.Tcp, "1")]
    [InlineData(TransportProtocol.Tls, "2")]
    public void Sipnetic_reads_pairs_in_which_a_semicolon_is_doubled(TransportProtocol transport, string number)
    {
        var server = new PublicSipAddress(transport, "sip.example.com", 5061);

        var code = new SipneticApp().CodeFor(Settings with { Server = server });

        Assert.Equal(
            "d=acme.example;u=3516;p=p;;a'ss<w>&rd;n=Anna \"Ann\" Berg;; & Co;au=3516.k7f2;R=1;"
            + $"dt={number};op=sip.example.com:5061;exp=600;vm=*97;",
            code);
    }

    [Theory]
    [InlineData("", "scloc:")]
    [InlineData("acmetel", "scloc:acmetel|")]
    public void SessionTalk_reads_accounts_as_JSON(string provider, string beginning)
    {
        var code = new SessionTalkApp(provider).CodeFor(Settings);

        Assert.StartsWith($"{beginning}{{", code, StringComparison.Ordinal);
        var account = Assert.Single(JsonNode.Parse(code[beginning.Length..])!["sipaccounts"]!.AsArray())!.AsObject();
        Assert.Equal(
            [
                ("sipusername", "3516"),
                ("sippassword", Settings.Password),
                ("subdomain", "acme"),
                ("authusername", "3516.k7f2"),
                ("transport", "TLS"),
            ],
            account.Select(member => (member.Key, (string)member.Value!)));
    }

    [Fact]
    public void Another_phone_has_no_code_to_scan() => Assert.Null(new ManualApp().CodeFor(Settings));

    [Fact]
    public void Settings_do_not_tell_their_password_to_a_log() =>
        Assert.DoesNotContain(Settings.Password, $"{Settings}", StringComparison.Ordinal);

    private static List<string> EntriesOf(string document) =>
    [
        .. from section in XDocument.Parse(document).Root!.Elements(LinphoneConfig + "section")
           from entry in section.Elements(LinphoneConfig + "entry")
           select $"{(string?)section.Attribute("name")}/{(string?)entry.Attribute("name")}={entry.Value}",
    ];
}
