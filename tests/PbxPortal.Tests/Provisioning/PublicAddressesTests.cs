using System.Net;
using Microsoft.Extensions.Options;
using PbxPortal.Provisioning;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Provisioning;

public sealed class PublicAddressesTests
{
    private static readonly Uri Here = new("https://pbx.example.com:8443/users/1/setup");

    private readonly FakeTransports _certificate = new() { Certificate = Certificate(isTrial: false) };
    private readonly Listeners _listeners = new();

    [Fact]
    public void Without_a_setting_phones_find_the_server_where_the_browser_does()
    {
        Listen(TransportProtocol.Udp, "0.0.0.0:5060");
        Listen(TransportProtocol.Tcp, "0.0.0.0:5060");
        Listen(TransportProtocol.Tls, "192.0.2.7:5061");
        Listen(TransportProtocol.Tls, "[::]:5062");

        var addresses = Addresses(new PublicOptions());

        Assert.Equal("https://pbx.example.com:8443/", addresses.Portal(Here).ToString());
        Assert.Equal(
            ["tls:192.0.2.7:5061", "tcp:pbx.example.com:5060", "udp:pbx.example.com:5060"],
            addresses.Sip(Here).Select(address => address.ToString()));
        Assert.Empty(addresses.Warnings(Here, addresses.Sip(Here)[0], needsLink: true));
    }

    [Fact]
    public void A_trial_certificate_comes_last_for_no_phone_trusts_it()
    {
        _certificate.Certificate = Certificate(isTrial: true);
        Listen(TransportProtocol.Tls, "0.0.0.0:5061");
        Listen(TransportProtocol.Udp, "0.0.0.0:5060");

        var addresses = Addresses(new PublicOptions());

        var (first, last) = (addresses.Sip(Here)[0], addresses.Sip(Here)[1]);
        Assert.Equal((TransportProtocol.Udp, TransportProtocol.Tls), (first.Transport, last.Transport));
        Assert.Contains("trial certificate", Assert.Single(addresses.Warnings(Here, last, needsLink: false)), StringComparison.Ordinal);
        Assert.Empty(addresses.Warnings(Here, first, needsLink: false));
    }

    [Fact]
    public void Settings_come_in_their_own_order()
    {
        Listen(TransportProtocol.Tcp, "0.0.0.0:5060");

        var addresses = Addresses(new PublicOptions { Portal = "https://phones.example.com", Sip = ["udp:sip.example.com:5080", "tls:[2001:db8::1]:5061"] });

        Assert.Equal("https://phones.example.com/", addresses.Portal(Here).ToString());
        Assert.Equal(["udp:sip.example.com:5080", "tls:[2001:db8::1]:5061"], addresses.Sip(Here).Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("http://localhost:8080/", true, "takes for itself")]
    [InlineData("http://127.0.0.1:8080/", true, "takes for itself")]
    [InlineData("http://pbx.example.com/", true, "without https")]
    public void Warns_of_a_link_that_does_not_reach_or_does_not_protect(string portal, bool needsLink, string expected)
    {
        var warnings = Addresses(new PublicOptions()).Warnings(new Uri(portal), new PublicSipAddress(TransportProtocol.Udp, "sip.example.com", 5060), needsLink);

        Assert.Contains(expected, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_of_a_server_that_only_this_machine_finds()
    {
        Listen(TransportProtocol.Udp, "127.0.0.1:5060");
        var addresses = Addresses(new PublicOptions());

        var warning = Assert.Single(addresses.Warnings(Here, addresses.Sip(Here)[0], needsLink: false));

        Assert.Contains("127.0.0.1:5060", warning, StringComparison.Ordinal);
        Assert.Contains("Public:Sip", warning, StringComparison.Ordinal);
    }

    private static CertificateState Certificate(bool isTrial) => new()
    {
        Names = ["pbx.example.com"],
        Issuer = "somebody",
        NotAfter = DateTimeOffset.MaxValue,
        IsSelfSigned = isTrial,
        IsTrial = isTrial,
        ChainLength = 1,
        File = "cert.pem",
        LoadedAt = DateTimeOffset.UnixEpoch,
    };

    private void Listen(TransportProtocol protocol, string endPoint) => _listeners.Add(protocol, () => IPEndPoint.Parse(endPoint));

    private PublicAddresses Addresses(PublicOptions options) => new(Options.Create(options), _listeners, _certificate);
}
