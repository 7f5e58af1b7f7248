using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Server.Gateways;

namespace PbxPortal.Tests.Server.Gateways;

/// <summary>Where the gateway of a trunk is (RFC 3263, 4), how long an answer of DNS holds, and what happens without one.</summary>
public sealed class GatewayLocatorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly FakeNet _net = new();

    [Theory]
    [InlineData("sip:192.0.2.1", "udp:192.0.2.1:5060")]
    [InlineData("sip:192.0.2.1:5080;transport=tcp", "tcp:192.0.2.1:5080")]
    [InlineData("sips:192.0.2.1", "tls:192.0.2.1:5061")]
    [InlineData("sip:[2001:db8::1];transport=tls", "tls:[2001:db8::1]:5061")]
    public async Task An_address_is_not_looked_up(string gateway, string expected)
    {
        Assert.Equal([expected], await FindAsync(Locator(gateway)));
        Assert.Empty(_net.Questions);
    }

    [Theory]
    [InlineData("sip:gateway.example.com:5080", "udp:192.0.2.1:5080 udp:[2001:db8::1]:5080", "A gateway.example.com")]
    [InlineData("sip:gateway.example.com:5080;transport=tcp", "tcp:192.0.2.1:5080 tcp:[2001:db8::1]:5080", "A gateway.example.com")]
    [InlineData("sip:gateway.example.com", "udp:192.0.2.1:5060 udp:[2001:db8::1]:5060", "SRV _sip._udp.gateway.example.com,SRV _sip._tcp.gateway.example.com,A gateway.example.com")]
    [InlineData("sip:gateway.example.com;transport=tcp", "tcp:192.0.2.1:5060 tcp:[2001:db8::1]:5060", "SRV _sip._tcp.gateway.example.com,A gateway.example.com")]
    [InlineData("sips:gateway.example.com.", "tls:192.0.2.1:5061 tls:[2001:db8::1]:5061", "SRV _sips._tcp.gateway.example.com,A gateway.example.com")]
    public async Task A_name_without_SRV_records_is_looked_up_by_its_addresses(string gateway, string expected, string questions)
    {
        _net.Address("gateway.example.com", "192.0.2.1 2001:db8::1");

        Assert.Equal(expected.Split(' '), await FindAsync(Locator(gateway)));
        Assert.Equal(questions.Split(','), _net.Questions);
    }

    [Fact]
    public async Task SRV_records_say_where_and_the_name_of_the_settings_is_what_a_certificate_must_say()
    {
        _net.Service("_sips._tcp.gateway.example.com", 20, 1, 5071, "b.example.net")
            .Service("_sips._tcp.gateway.example.com", 10, 1, 5061, "a.example.net")
            .Address("a.example.net", "192.0.2.1 192.0.2.2").Address("b.example.net", "192.0.2.3");

        var (hops, failure) = await Locator("sip:gateway.example.com;transport=tls").FindAsync();

        Assert.Equal(["tls:192.0.2.1:5061", "tls:192.0.2.2:5061", "tls:192.0.2.3:5071"], hops.Select(hop => hop.ToString()));
        Assert.All(hops, hop => Assert.Equal("gateway.example.com", hop.Host));
        Assert.Empty(failure);
    }

    [Fact]
    public async Task Where_no_transport_is_said_the_SRV_records_that_are_there_decide()
    {
        _net.Service("_sip._tcp.gateway.example.com", 10, 1, 5070, "a.example.net").Address("a.example.net", "192.0.2.1");

        Assert.Equal(["tcp:192.0.2.1:5070"], await FindAsync(Locator("sip:gateway.example.com")));
    }

    [Fact]
    public async Task A_target_of_the_root_says_that_there_is_no_such_service()
    {
        _net.Service("_sips._tcp.gateway.example.com", 0, 0, 0, "").Address("gateway.example.com", "192.0.2.1");

        Assert.Empty(await FindAsync(Locator("sips:gateway.example.com")));
    }

    [Fact]
    public async Task An_answer_holds_as_long_as_its_records_say()
    {
        _net.Address("gateway.example.com", "192.0.2.1", timeToLive: 300);
        var locator = Locator("sip:gateway.example.com:5060");
        Assert.Equal(["udp:192.0.2.1:5060"], await FindAsync(locator));
        _net.Address("gateway.example.com", "192.0.2.2", timeToLive: 300);

        _clock.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(["udp:192.0.2.1:5060"], await FindAsync(locator));
        Assert.Single(_net.Questions);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["udp:192.0.2.2:5060"], await FindAsync(locator));
    }

    [Fact]
    public async Task While_DNS_fails_the_last_answer_holds_on_and_DNS_is_let_alone_for_a_while()
    {
        _net.Address("gateway.example.com", "192.0.2.1", timeToLive: 300);
        var locator = Locator("sip:gateway.example.com:5060");
        _ = await FindAsync(locator);
        _net.Fails("gateway.example.com");

        _clock.Advance(TimeSpan.FromSeconds(301));
        Assert.Equal(["udp:192.0.2.1:5060"], await FindAsync(locator));
        _clock.Advance(GatewayLocator.FailureTime);
        Assert.Equal(["udp:192.0.2.1:5060"], await FindAsync(locator));
        Assert.Equal(2, _net.Questions.Count);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _ = await FindAsync(locator);

        Assert.Equal(3, _net.Questions.Count);
    }

    [Fact]
    public async Task What_DNS_does_not_know_is_told()
    {
        var (hops, failure) = await Locator("sip:gateway.example.com:5060").FindAsync();

        Assert.Empty(hops);
        Assert.Equal("DNS knows no address for it", failure);
    }

    [Fact]
    public async Task A_name_server_that_says_nothing_is_given_up()
    {
        _net.Delay = new TaskCompletionSource().Task;
        var finding = Locator("sip:gateway.example.com:5060").FindAsync().AsTask();
        await _net.Asked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        _clock.Advance(GatewayLocator.Patience);

        var (hops, failure) = await finding.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(hops);
        Assert.Equal("DNS did not answer in time", failure);
    }

    private GatewayLocator Locator(string gateway)
    {
        Assert.True(GatewayUri.TryParse(gateway, out var uri));
        return new GatewayLocator(uri, "provider", _net, _clock, NullLogger.Instance);
    }

    private static async Task<List<string>> FindAsync(GatewayLocator locator)
    {
        var (hops, _) = await locator.FindAsync();
        return [.. hops.Select(hop => hop.ToString())];
    }
}
