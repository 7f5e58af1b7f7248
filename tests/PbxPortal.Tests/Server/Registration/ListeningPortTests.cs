namespace PbxPortal.Tests.Server.Registration;

/// <summary>Where requests to a phone go that sends from one UDP port and, as it says, listens on another.</summary>
public sealed class ListeningPortTests
{
    [Theory]
    // As most phones are: one port for all, behind a NAT or not.
    [InlineData("192.0.2.4:5060", "192.0.2.4:5060;rport", "192.0.2.4:5060", "192.0.2.4:5060")]
    [InlineData("203.0.113.9:31007", "192.168.1.5:5060;rport", "192.168.1.5:5060", "203.0.113.9:31007")]
    [InlineData("203.0.113.9:31007", "192.168.1.5:5060", "192.168.1.5:5060", "203.0.113.9:31007")]
    // Two sockets, each under its own port, and nothing between that would have changed them.
    [InlineData("192.0.2.4:50123", "192.0.2.4:50123;rport", "192.0.2.4:5062", "192.0.2.4:5062")]
    [InlineData("192.0.2.4:50123", "192.0.2.4:50123;rport", "192.0.2.4", "192.0.2.4:5060")]
    [InlineData("[2001:db8::7]:50123", "[2001:db8::7]:50123", "[2001:db8::7]:5062", "[2001:db8::7]:5062")]
    // Old desk phones: they send from a passing port, and want answers and calls at 5060.
    [InlineData("192.0.2.4:50123", "192.0.2.4:5060", "192.0.2.4:5060", "192.0.2.4:5060")]
    [InlineData("192.0.2.4:50123", "192.0.2.4", "192.0.2.4", "192.0.2.4:5060")]
    // STUN told it a port that this NAT does not use towards us: only the port that it came from is open.
    [InlineData("203.0.113.9:31007", "203.0.113.9:31000;rport", "203.0.113.9:31000", "203.0.113.9:31007")]
    // A contact at somebody else's address gets nothing.
    [InlineData("192.0.2.4:5060", "192.0.2.4:5060;rport", "198.51.100.1:5060", "192.0.2.4:5060")]
    [InlineData("192.0.2.4:50123", "192.0.2.4:50123;rport", "desk.acme.example:5060", "192.0.2.4:50123")]
    public async Task Requests_go_where_the_phone_hears_them(string source, string sentBy, string contact, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { Wire = new PhoneWire(source) };

        var answer = await phone.RegisterAsync($"""
            Via: {Via(sentBy, "z9hG4bKone")}
            Contact: <sip:3516@{contact}>
            """);

        Assert.Equal("200 OK", answer.Status());
        var binding = Assert.Single(bench.BindingsOf());
        Assert.Equal((expected, source), (binding.RequestAddress.ToString(), binding.Source));
    }

    [Fact]
    public async Task What_a_proxy_has_passed_on_goes_back_to_the_proxy()
    {
        await using var bench = await RegistrarBench.StartAsync();

        _ = await new TestPhone(bench) { Wire = new PhoneWire("192.0.2.4:50123") }.RegisterAsync("""
            Via: SIP/2.0/UDP 192.0.2.4:50123;branch=z9hG4bKproxy
            Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKphone
            Contact: <sip:3516@192.0.2.4:5062>
            """);

        Assert.Equal("192.0.2.4:50123", Assert.Single(bench.BindingsOf()).RequestAddress.ToString());
    }

    [Fact]
    public async Task It_is_still_so_after_a_refresh_and_follows_a_phone_that_moves()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { Wire = new PhoneWire("192.0.2.4:50123") };
        const string Contact = "Contact: <sip:3516@192.0.2.4:5062>";
        _ = await phone.RegisterAsync($"Via: {Via("192.0.2.4:50123", "z9hG4bKone")}\n{Contact}");
        _ = await phone.RegisterAsync($"Via: {Via("192.0.2.4:50123", "z9hG4bKtwo")}\n{Contact}");
        Assert.Equal("192.0.2.4:5062", Assert.Single(bench.BindingsOf()).RequestAddress.ToString());

        phone.Wire = new PhoneWire("203.0.113.9:31007");
        _ = await phone.RegisterAsync($"Via: {Via("192.0.2.4:50123;rport", "z9hG4bKthree")}\n{Contact}");

        Assert.Equal("203.0.113.9:31007", Assert.Single(bench.BindingsOf()).RequestAddress.ToString());
    }

    private static string Via(string sentBy, string branch)
    {
        var semicolon = sentBy.IndexOf(';', StringComparison.Ordinal);
        var (host, parameters) = semicolon < 0 ? (sentBy, "") : (sentBy[..semicolon], sentBy[semicolon..]);
        return $"SIP/2.0/UDP {host};branch={branch}{parameters}";
    }
}
