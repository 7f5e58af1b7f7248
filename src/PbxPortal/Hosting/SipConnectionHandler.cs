using System.Net;
using Microsoft.AspNetCore.Connections;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>Hands a connection that Kestrel accepted to the SIP side, as a duplex pipe.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SipConnectionHandler(MessageReceiver receiver, TimeProvider timeProvider, ILogger<SipConnectionHandler> logger)
    : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        var flow = new StreamFlow(
            connection.Transport,
            TransportProtocol.Tcp,
            (IPEndPoint)connection.RemoteEndPoint!,
            (IPEndPoint)connection.LocalEndPoint!,
            receiver,
            timeProvider,
            logger);
        return flow.RunAsync(connection.ConnectionClosed);
    }
}
