using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Transports;

/// <summary>The limits of connections over real sockets.</summary>
public sealed class ConnectionLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_who_proves_nothing_gets_few_places_and_takes_none_from_those_who_did()
    {
        await using var host = await TransportHost.StartAsync(("Sip:Connections:MostUnprovedPerAddress", "1"));
        using var known = await ConnectAsync(host);
        Assert.Equal("200 OK", (await StreamPhone.RegisterAsync(known.GetStream(), "known")).Status());
        using var stranger = await ConnectAsync(host);
        await host.UntilAsync(() => host.Connections.Count == 2);

        await ExpectRefusalAsync(host);

        Assert.Equal(ConnectionTrouble.TooManyUnproved, Assert.Single(host.Troubles.Read()).Trouble);
        Assert.Equal((2, 1), (host.Connections.Count, host.Connections.Unproved));
        Assert.Equal("200 OK", (await StreamPhone.RegisterAsync(known.GetStream(), "known", cSeq: 10)).Status());
    }

    [Fact]
    public async Task The_page_reads_where_phones_are_heard_and_what_was_refused()
    {
        await using var host = await TransportHost.StartAsync(("Sip:Connections:Most", "1"));
        using var first = await ConnectAsync(host);
        await host.UntilAsync(() => host.Connections.Count == 1);
        await ExpectRefusalAsync(host);

        var state = host.State.Read();

        Assert.Equal(
            [TransportProtocol.Tcp, TransportProtocol.Tls, TransportProtocol.Ws],
            state.Listeners.Select(listener => listener.Protocol));
        Assert.Equal((host.Tcp.ToString(), 1, 1L), (Assert.Single(state.Listeners[0].Addresses), state.Listeners[0].Connections, state.Listeners[0].Accepted));
        Assert.Equal([(ConnectionTrouble.TooMany, 1L)], state.Troubles);
        Assert.Equal((1, 1), (state.Connections, state.Unproved));
    }

    /// <summary>The reset may come before the connecting side has seen that it is connected.</summary>
    private static async Task ExpectRefusalAsync(TransportHost host)
    {
        try
        {
            using var refused = await ConnectAsync(host);
            await StreamPhone.ExpectEndAsync(refused.GetStream());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return;
        }
    }

    private static async Task<TcpClient> ConnectAsync(TransportHost host)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await client.ConnectAsync(host.Tcp, Cancellation);
        return client;
    }
}
