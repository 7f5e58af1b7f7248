using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

public sealed class SipListenEndPointTests
{
    [Theory]
    [InlineData("udp:0.0.0.0:5060", TransportProtocol.Udp, "0.0.0.0", 5060)]
    [InlineData("TCP:[::]:5060", TransportProtocol.Tcp, "::", 5060)]
    [InlineData("tls:[2001:db8::1]:5061", TransportProtocol.Tls, "2001:db8::1", 5061)]
    [InlineData("udp:127.0.0.1:0", TransportProtocol.Udp, "127.0.0.1", 0)]
    public void Reads_what_stands_in_the_settings(string text, TransportProtocol protocol, string address, int port)
    {
        Assert.True(SipListenEndPoint.TryParse(text, out var endPoint, out var mistake));

        Assert.Null(mistake);
        Assert.Equal(new SipListenEndPoint(protocol, IPAddress.Parse(address), port), endPoint);
        Assert.Equal(text.ToLowerInvariant(), endPoint.ToString());
    }

    [Theory]
    [InlineData("", "'' is not transport:address:port.")]
    [InlineData("udp", "'udp' is not transport:address:port.")]
    [InlineData("udp:5060", "'udp:5060' is not transport:address:port.")]
    [InlineData("0.0.0.0:5060", "'0.0.0.0:5060' is not transport:address:port.")]
    [InlineData("sctp:0.0.0.0:5060", "'sctp' in 'sctp:0.0.0.0:5060' is not udp, tcp or tls.")]
    [InlineData("udp:pbx.example.com:5060", "'pbx.example.com' in 'udp:pbx.example.com:5060' is not an IP address")]
    [InlineData("udp::::5060", "'::' in 'udp::::5060' is not an IP address (IPv6 in brackets).")]
    [InlineData("udp:[127.0.0.1]:5060", "'[127.0.0.1]' in 'udp:[127.0.0.1]:5060' is not an IP address")]
    [InlineData("udp:0.0.0.0:sip", "'sip' in 'udp:0.0.0.0:sip' is not a port from 0 to 65535.")]
    [InlineData("udp:0.0.0.0:65536", "'65536' in 'udp:0.0.0.0:65536' is not a port from 0 to 65535.")]
    public void Says_what_is_wrong_with_an_example(string text, string expected)
    {
        Assert.False(SipListenEndPoint.TryParse(text, out _, out var mistake));

        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
        Assert.EndsWith("Examples: udp:0.0.0.0:5060, tcp:[::]:5060, tls:0.0.0.0:5061", mistake, StringComparison.Ordinal);
    }
}
