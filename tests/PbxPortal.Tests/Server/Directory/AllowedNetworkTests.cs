using System.Net;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Directory;

public sealed class AllowedNetworkTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", "10.0.0.0 10.255.255.255", "9.255.255.255 11.0.0.0 ::ffff:0:10.0.0.0")]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.7 ::ffff:192.0.2.7", "192.0.2.6 192.0.2.8")]
    [InlineData("192.0.2.7/32", "192.0.2.7", "192.0.2.7", "192.0.2.6")]
    [InlineData("192.0.2.128/25", "192.0.2.128/25", "192.0.2.128 192.0.2.255", "192.0.2.127 192.0.3.0")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0 255.255.255.255", "::1")]
    [InlineData("::/0", "::/0", "::1 ffff::1", "127.0.0.1")]
    [InlineData("2001:DB8::/32", "2001:db8::/32", "2001:db8:: 2001:db8:ffff::1", "2001:db7:ffff:: 2001:db9::")]
    [InlineData("2001:db8::/64", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", "2001:db8:0:1::")]
    [InlineData("2001:db8::8000:0:0:0/65", "2001:db8:0:0:8000::/65", "2001:db8::8000:0:0:1", "2001:db8::7fff:0:0:1")]
    [InlineData("2001:db8::1", "2001:db8::1", "2001:db8::1", "2001:db8::2")]
    [InlineData("::ffff:10.0.0.0/8", "10.0.0.0/8", "10.1.2.3", "11.1.2.3")]
    public void Holds_its_addresses_and_no_others(string text, string written, string inside, string outside)
    {
        Assert.True(AllowedNetwork.TryParse(text, out var network, out var mistake), mistake);

        Assert.Equal(written, network.ToString());
        Assert.All(inside.Split(' '), address => Assert.True(network.Contains(Peer(address)), address));
        Assert.All(outside.Split(' '), address => Assert.False(network.Contains(Peer(address)), address));
    }

    [Theory]
    [InlineData("", "'' is not an address or a network.")]
    [InlineData("10", "'10' is not an address or a network.")]
    [InlineData("10/8", "'10/8' is not an address or a network.")]
    [InlineData("office", "'office' is not an address or a network.")]
    [InlineData("10.0.0.256", "'10.0.0.256' is not an address or a network.")]
    [InlineData("fe80::1%3", "'fe80::1%3' is not an address or a network.")]
    [InlineData("[2001:db8::1]", "'[2001:db8::1]' is not an address or a network.")]
    [InlineData("192.0.2.1:5060", "'192.0.2.1:5060' is not an address or a network.")]
    [InlineData("10.0.0.0/33", "'10.0.0.0/33' needs a number from 0 to 32 behind the stroke.")]
    [InlineData("10.0.0.0/", "'10.0.0.0/' needs a number from 0 to 32 behind the stroke.")]
    [InlineData("10.0.0.0/-1", "'10.0.0.0/-1' needs a number from 0 to 32 behind the stroke.")]
    [InlineData("2001:db8::/129", "'2001:db8::/129' needs a number from 0 to 128 behind the stroke.")]
    [InlineData("10.1.2.3/8", "'10.1.2.3/8' has bits behind its first 8; is '10.0.0.0/8' meant?")]
    [InlineData("2001:db8::1/32", "'2001:db8::1/32' has bits behind its first 32; is '2001:db8::/32' meant?")]
    public void Says_what_is_wrong_with_an_example(string text, string expected)
    {
        Assert.False(AllowedNetwork.TryParse(text, out _, out var mistake));

        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
        Assert.EndsWith("Examples: 10.0.0.0/8, 192.0.2.7, 2001:db8::/32", mistake, StringComparison.Ordinal);
    }

    private static PeerAddress Peer(string address) => PeerAddress.From(IPAddress.Parse(address), 5060);
}
