using System.Net;
using DnsClient;
using PbxPortal.Server.Gateways;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Transports;

/// <summary>The questions and answers as they go over the wire, with a name server of the test.</summary>
public sealed class DnsNameResolverTests : IAsyncLifetime
{
    private readonly NameServerBench _server = new();
    private readonly DnsNameResolver _resolver;

    public DnsNameResolverTests()
    {
        _resolver = new DnsNameResolver(() => [new NameServer(_server.EndPoint)]);
    }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Services_come_with_all_that_their_order_is_made_of_and_the_shortest_time_to_live()
    {
        _server.AddService("_sips._tcp.gateway.example", 300, 10, 60, 5061, "one.gateway.example");
        _server.AddService("_sips._tcp.gateway.example", 120, 20, 0, 5071, "two.gateway.example");

        var answer = await _resolver.FindServicesAsync("_sips._tcp.gateway.example", CancellationToken);

        Assert.Equal(
            [new ServiceRecord(10, 60, 5061, "one.gateway.example"), new ServiceRecord(20, 0, 5071, "two.gateway.example")],
            answer.Records.OrderBy(record => record.Priority));
        Assert.Equal(TimeSpan.FromSeconds(120), answer.TimeToLive);
        Assert.Empty(answer.Failure);
    }

    [Fact]
    public async Task Addresses_are_those_of_IPv4_and_then_those_of_IPv6()
    {
        _server.AddAddress("gateway.example", 60, "2001:db8::7");
        _server.AddAddress("gateway.example", 90, "203.0.113.7");

        var answer = await _resolver.FindAddressesAsync("gateway.example", CancellationToken);

        Assert.Equal([IPAddress.Parse("203.0.113.7"), IPAddress.Parse("2001:db8::7")], answer.Records);
        Assert.Equal(TimeSpan.FromSeconds(60), answer.TimeToLive);
    }

    [Fact]
    public async Task That_there_are_no_services_is_no_failure()
    {
        var answer = await _resolver.FindServicesAsync("_sip._udp.gateway.example", CancellationToken);

        Assert.Empty(answer.Records);
        Assert.Empty(answer.Failure);
    }

    [Fact]
    public async Task A_name_server_that_fails_is_named_as_the_reason()
    {
        _server.FailsWith = 2;

        var answer = await _resolver.FindServicesAsync("_sip._udp.gateway.example", CancellationToken);

        Assert.Empty(answer.Records);
        Assert.StartsWith("DNS says", answer.Failure, StringComparison.Ordinal);
    }
}
