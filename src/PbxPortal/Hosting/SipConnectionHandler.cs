using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>Hands a connection that Kestrel accepted to the SIP side, as a duplex pipe.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SipConnectionHandler(MessageReceiver receiver, AdmissionGate admission, TimeProvider timeProvider, ILogger<SipConnectionHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var remote = (IPEndPoint)connection.RemoteEndPoint!;
        if (admission.IsBanned(PeerAddress.From(remote)))
        {
            connection.Abort();
            return;
        }

        var flow = new StreamFlow(
            connection.Transport,
            TransportProtocol.Tcp,
            remote,
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
