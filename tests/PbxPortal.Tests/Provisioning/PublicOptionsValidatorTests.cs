using PbxPortal.Provisioning;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Provisioning;

public sealed class PublicOptionsValidatorTests
{
    [Fact]
    public void Nothing_is_set_at_first() => Assert.True(Validate(new PublicOptions()).Succeeded);

    [Fact]
    public void Takes_names_and_addresses() => Assert.True(Validate(new PublicOptions
    {
        Portal = "https://pbx.example.com:8443",
        Sip = ["tls:sip.example.com:5061", "udp:203.0.113.10:5060", "tcp:[2001:db8::1]:5060"],
        SessionTalkProvider = "acme",
    }).Succeeded);

    [Theory]
    [InlineData("pbx.example.com")]
    [InlineData("ftp://pbx.example.com")]
    [InlineData("https://pbx.example.com/portal")]
    [InlineData("https://pbx.example.com/?a=b")]
    [InlineData("https://user@pbx.example.com")]
    public void Says_what_is_no_address_of_a_portal(string portal)
    {
        var mistake = Assert.Single(Validate(new PublicOptions { Portal = portal }).Failures!);

        Assert.Contains($"'{portal}'", mistake, StringComparison.Ordinal);
        Assert.EndsWith("Example: https://pbx.example.com", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sip.example.com", "is not transport:host:port")]
    [InlineData("sip.example.com:5060", "is not transport:host:port")]
    [InlineData("wss:sip.example.com:443", "'wss' in 'wss:sip.example.com:443' is not udp, tcp or tls")]
    [InlineData("tls:sip example:5061", "is not a host name")]
    [InlineData("tls:2001:db8::1:5061", "is not a host name or an IP address (IPv6 in brackets)")]
    [InlineData("tls:sip.example.com:0", "'0' in 'tls:sip.example.com:0' is not a port")]
    [InlineData("tls:sip.example.com:99999", "is not a port")]
    public void Says_what_is_no_address_for_phones(string line, string expected)
    {
        var mistake = Assert.Single(Validate(new PublicOptions { Sip = [line] }).Failures!);

        Assert.StartsWith("Public:Sip: ", mistake, StringComparison.Ordinal);
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        Assert.Contains("Examples: tls:sip.example.com:5061", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_all_mistakes_at_once() =>
        Assert.Equal(3, Validate(new PublicOptions { Portal = "x", Sip = ["y"], SessionTalkProvider = "a|b" }).Failures!.Count());

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("sip.example.com", false)]
    public void Knows_what_a_phone_takes_for_itself(string host, bool isLocal) =>
        Assert.Equal(isLocal, new PublicSipAddress(TransportProtocol.Udp, host, 5060).IsLocal);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(PublicOptions options) =>
        new PublicOptionsValidator().Validate(name: null, options);
}
