using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>Hands a connection that Kestrel accepted to the SIP side, as a duplex pipe; over TLS after the handshake.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SipConnectionHandler(
    AdmissionGate admission,
    ConnectionTable connections,
    TlsHandshake handshake,
    MessageReceiver receiver,
    TimeProvider timeProvider,
    ILogger<SipConnectionHandler> logger)
{
    public async Task ServeAsync(ConnectionContext connection, TransportProtocol protocol)
    {
        var peer = PeerAddress.From((IPEndPoint)connection.RemoteEndPoint!);
        using var place = admission.IsBanned(peer) ? null : connections.Enter(peer, protocol);
        if (place is null)
        {
            connection.Abort(); // Without a handshake: a refusal must cost less than what it refuses.
            return;
        }

        // Kestrel asks first and cuts off when its patience ends; a phone keeps its connection for days, so we hang up when asked.
        var asked = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, asked);
        if (protocol != TransportProtocol.Tls)
        {
            await RunAsync(connection, connection.Transport, place, ending.Token);
            return;
        }

        await using var tls = await handshake.TryAsync(connection, place, asked);
        if (tls is not null)
        {
            await RunAsync(connection, tls, place, ending.Token);
        }
    }

    private Task RunAsync(
        ConnectionContext connection,
        System.IO.Pipelines.IDuplexPipe pipe,
        ConnectionPlace place,
        CancellationToken ending)
    {
        var flow = new StreamFlow(
            pipe,
            place.Protocol,
            (IPEndPoint)connection.RemoteEndPoint!,
            (IPEndPoint)connection.LocalEndPoint!,
            receiver,
            timeProvider,
            logger,
            place);
        return flow.RunAsync(ending);
    }
}
