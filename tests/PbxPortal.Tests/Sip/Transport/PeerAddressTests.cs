using System.Net;
using System.Runtime.CompilerServices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("203.0.113.7:5062", "203.0.113.7", 5062)]
    [InlineData("0.0.0.0", "0.0.0.0", 0)]
    [InlineData("2001:db8::1", "2001:db8::1", 0)]
    [InlineData("255.255.255.255:65535", "255.255.255.255", 65535)]
    [InlineData("[2001:db8::1]:5060", "2001:db8::1", 5060)]
    [InlineData("[fe80::1%3]:5060", "fe80::1", 5060)]
    [InlineData("[::ffff:0:203.0.113.7]:5060", "::ffff:0:203.0.113.7", 5060)]
    public void Is_read_and_written_as_text(string text, string expectedAddress, int expectedPort)
    {
        Assert.True(PeerAddress.TryParse(text, out var address));

        Span<byte> utf8 = stackalloc byte[PeerAddress.MaxAddressLength];
        Assert.Equal(text, address.ToString());
        Assert.Equal(expectedAddress, ((ReadOnlySpan<byte>)utf8[..address.FormatAddress(utf8)]).ToText());
        Assert.Equal(expectedPort, address.Port);
        Assert.Equal(IPEndPoint.Parse(text), address.ToEndPoint());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("phone.example.com:5060")]
    [InlineData("203.0.113.7:65536")]
    public void Refuses_what_is_no_address(string? text)
    {
        Assert.False(PeerAddress.TryParse(text, out _));
    }

    [Theory]
    [InlineData("203.0.113.7:5062", "203.0.113.7:5062", true, true)]
    [InlineData("203.0.113.7:5062", "203.0.113.7:5063", false, true)]
    [InlineData("203.0.113.7:5062", "203.0.113.8:5062", false, false)]
    [InlineData("[::203.0.113.7]:5062", "203.0.113.7:5062", false, false)]
    [InlineData("[::ffff:203.0.113.7]:5062", "203.0.113.7:5062", true, true)]
    [InlineData("[2001:db8::1]:5060", "[2001:db8:1::1]:5060", false, false)]
    [InlineData("[fe80::1%3]:5060", "[fe80::1%4]:5060", false, false)]
    public void Is_equal_by_all_that_it_holds(string left, string right, bool areEqual, bool haveSameAddress)
    {
        var (first, second) = (Parse(left), Parse(right));

        Assert.Equal(areEqual, first == second);
        Assert.Equal(areEqual, first.Equals((object)second));
        Assert.Equal(!areEqual, first != second);
        Assert.Equal(haveSameAddress, first.HasSameAddress(second));
        Assert.True(!areEqual || first.GetHashCode() == second.GetHashCode());
    }

    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.255.0.1:1", true)]
    [InlineData("[::1]:1", true)]
    [InlineData("128.0.0.1:1", false)]
    [InlineData("[::2]:1", false)]
    [InlineData("0.0.0.1:1", false)]
    public void Knows_the_loopback_addresses(string text, bool expected)
    {
        Assert.Equal(expected, Parse(text).IsLoopback);
    }

    [Theory]
    [InlineData("203.0.113.7:5062")]
    [InlineData("[2001:db8::1]:5060")]
    [InlineData("[fe80::1%3]:5060")]
    public void Is_the_socket_address_that_the_base_library_makes(string text)
    {
        var expected = IPEndPoint.Parse(text).Serialize();
        var address = Parse(text);

        Assert.Equal(expected, address.ToSocketAddress());
        Assert.Equal(address, PeerAddress.FromSocketAddress(expected.Buffer.Span, address.IsIPv6));
    }

    [Fact]
    public void Takes_24_bytes()
    {
        Assert.Equal(24, Unsafe.SizeOf<PeerAddress>());
    }

    private static PeerAddress Parse(string text)
    {
        Assert.True(PeerAddress.TryParse(text, out var address));
        return address;
    }
}
