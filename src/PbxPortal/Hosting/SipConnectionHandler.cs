using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>Hands a connection that Kestrel accepted to the SIP side, as a duplex pipe.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SipConnectionHandler(MessageReceiver receiver, TimeProvider timeProvider, ILogger<SipConnectionHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var flow = new StreamFlow(
            connection.Transport,
            TransportProtocol.Tcp,
            (IPEndPoint)connection.RemoteEndPoint!,
            (IPEndPoint)connection.LocalEndPoint!,
            receiver,
            timeProvider,
            logger);

        // Kestrel asks first and cuts off when its patience ends; a phone keeps its connection for days, so we hang up when asked.
        var asked = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, asked);
        await flow.RunAsync(ending.Token);
    }
}
