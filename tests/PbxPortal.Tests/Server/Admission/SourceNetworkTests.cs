using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Admission;

public sealed class SourceNetworkTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", false)]
    [InlineData(" 203.0.113.7/32 ", "203.0.113.7", false)]
    [InlineData("192.0.2.0/24", "192.0.2.0/24", true)]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", true)]
    [InlineData("2001:db8:1:2:a:b:c:d", "2001:db8:1:2::/64", false)]
    [InlineData("2001:db8:1:2::/64", "2001:db8:1:2::/64", false)]
    [InlineData("2001:db8::/32", "2001:db8::/32", true)]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", false)]
    public void Reads_an_address_or_a_network(string text, string written, bool isWide)
    {
        Assert.True(SourceNetwork.TryParse(text, out var network, out var mistake), mistake);

        Assert.Equal((written, isWide), (network.ToString(), network.IsWide));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("pbx.example")]
    [InlineData("203.0.113")]
    [InlineData("203.0.113.7:5060")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/")]
    [InlineData("2001:db8::/129")]
    public void Says_what_is_wrong_with_an_example(string? text)
    {
        Assert.False(SourceNetwork.TryParse(text, out _, out var mistake));

        Assert.Contains("Examples: 10.0.0.0/8, 192.0.2.7, 2001:db8::/32", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_what_was_meant_when_an_address_stands_before_a_prefix()
    {
        Assert.False(SourceNetwork.TryParse("192.0.2.7/24", out _, out var mistake));

        Assert.Contains("is '192.0.2.0/24' meant?", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255:5060", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0:5060", false)]
    [InlineData("203.0.113.7", "203.0.113.7:1", true)]
    [InlineData("2001:db8:1:2::/64", "[2001:db8:1:2:ffff::1]:5060", true)]
    [InlineData("2001:db8:1:2::/64", "[2001:db8:1:3::1]:5060", false)]
    [InlineData("0.0.0.0/0", "[2001:db8::1]:5060", false)]
    [InlineData("0.0.0.0/0", "198.51.100.1:5060", true)]
    public void Knows_what_is_within_it(string text, string peer, bool isWithin)
    {
        Assert.True(SourceNetwork.TryParse(text, out var network, out _));
        Assert.True(PeerAddress.TryParse(peer, out var address));

        Assert.Equal(isWithin, network.Contains(address));
        Assert.Equal(isWithin, network.Contains(SourceNetwork.Of(address)));
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("::1", true)]
    [InlineData("10.0.0.0/8", false)]
    public void Knows_whether_this_machine_is_within_it(string text, bool isWithin)
    {
        Assert.True(SourceNetwork.TryParse(text, out var network, out _));

        Assert.Equal(isWithin, network.ContainsLoopback);
    }
}
