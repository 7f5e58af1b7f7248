using System.Net;
using PbxPortal.Server.Gateways;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Gateways;

/// <summary>In which order one call tries the SRV records of a gateway (RFC 2782, "Usage rules").</summary>
public sealed class ServiceOrderTests
{
    [Fact]
    public void The_least_priority_comes_first_whatever_the_weights_are()
    {
        Assert.Equal([1, 2, 3], PortsOf(draw: most => most - 1, Service(20, 1000, 2), Service(10, 0, 1), Service(30, 5, 3)));
    }

    /// <summary>Weights 0, 60 and 40: a draw from 0 to 100.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(40, 3)]
    [InlineData(41, 2)]
    [InlineData(100, 2)]
    public void The_weight_says_how_often_one_comes_first(int drawn, int first)
    {
        var draws = 0;

        var ports = PortsOf(
            most =>
            {
                Assert.True(draws > 0 || most == 101);
                return draws++ == 0 ? drawn : 0;
            },
            Service(10, 60, 2), Service(10, 0, 1), Service(10, 40, 3));

        Assert.Equal(first, ports[0]);
        Assert.Equal([1, 2, 3], ports.Order());
    }

    [Fact]
    public void All_addresses_of_a_target_follow_each_other()
    {
        var two = new GatewayService(10, 1, [Hop(1), Hop(2)]);

        Assert.Equal([1, 2, 3], ServiceOrder.Of([Service(20, 1, 3), two], _ => 0).Select(hop => hop.Peer.Port));
    }

    private static List<int> PortsOf(Func<int, int> draw, params GatewayService[] services) =>
        [.. ServiceOrder.Of(services, draw).Select(hop => hop.Peer.Port)];

    private static GatewayService Service(int priority, int weight, int port) => new(priority, weight, [Hop(port)]);

    private static GatewayHop Hop(int port) => new(TransportProtocol.Udp, PeerAddress.From(IPAddress.Loopback, port), "gateway.example.com");
}
