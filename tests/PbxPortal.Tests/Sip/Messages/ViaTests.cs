using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class ViaTests
{
    [Fact]
    public void Reads_all_that_a_response_needs()
    {
        Assert.True(Via.TryParse(
            "SIP/2.0/UDP pc33.example.com:5062;branch=z9hG4bK776asdhds;received=192.0.2.1;rport=4000;maddr=224.2.0.1;ttl=16"u8,
            out var via));

        Assert.Equal("UDP", via.Transport.ToText());
        Assert.Equal(("pc33.example.com", 5062), (via.Host.ToText(), via.Port));
        Assert.Equal("z9hG4bK776asdhds", via.Branch.ToText());
        Assert.Equal("192.0.2.1", via.Received.ToText());
        Assert.Equal((true, 4000), (via.HasRport, via.Rport));
        Assert.Equal(("224.2.0.1", 16), (via.MulticastAddress.ToText(), via.Ttl));
    }

    [Theory]
    [InlineData("SIP / 2.0 / UDP first.example.com: 4000;ttl=16", "first.example.com", 4000)]
    [InlineData("SIP/2.0/TCP [2001:db8::9:1]:5061;received=[2001:db8::9:255]", "[2001:db8::9:1]", 5061)]
    [InlineData("SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK1", "df7jal23ls0d.invalid", 0)]
    [InlineData("SIP/7.0/UNKNOWN host ;rport", "host", 0)]
    public void Reads_odd_forms(string value, string host, int port)
    {
        Assert.True(Via.TryParse(value.ToBytes(), out var via));

        Assert.Equal((host, port), (via.Host.ToText(), via.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0 192.0.2.4")]
    [InlineData("SIP/2.0/UDP ")]
    [InlineData("SIP/2.0/UDP ;branch=1")]
    [InlineData("SIP/2.0/UDP host:port")]
    [InlineData("SIP/2.0/UDP host:0")]
    [InlineData("SIP/2.0/UDP host:65536")]
    [InlineData("SIP/2.0/UDP 2001:db8::1")]
    [InlineData("SIP/2.0/UDP host;;")]
    [InlineData("SIP/2.0/UDP host other")]
    [InlineData("SIP/2.0/U DP host")]
    public void Refuses_what_names_no_way_back(string value)
    {
        Assert.False(Via.TryParse(value.ToBytes(), out _));
    }

    [Theory]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bK1", true)]
    [InlineData("SIP/2.0/UDP h;branch=Z9HG4BK1", true)]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bK", false)]
    [InlineData("SIP/2.0/UDP h;branch=1", false)]
    [InlineData("SIP/2.0/UDP h", false)]
    public void Knows_a_branch_that_identifies_its_transaction(string value, bool expected)
    {
        Assert.True(Via.TryParse(value.ToBytes(), out var via));

        Assert.Equal(expected, via.HasMagicCookie);
    }
}
