using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Server.Gateways;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>Calls gateways up over TCP and TLS, and keeps what it has opened until it ends.</summary>
/// <param name="receiver">Takes what comes; late, for it stands on the proxy, which stands on this.</param>
/// <remarks>Thread-safe: a concurrent table.</remarks>
internal sealed class GatewayDialer(
    Lazy<MessageReceiver> receiver, IOptions<SipOptions> options, TimeProvider timeProvider, ILogger<GatewayDialer> logger)
    : IGatewayDialer, IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClientConnection, byte> _connections = new();

    public async Task<DialResult> DialAsync(GatewayHop hop, CancellationToken cancellationToken)
    {
        // The system's trust, and the name that the settings have: whoever DNS leads to must prove to be that (RFC 5922, 7).
        var tls = hop.Protocol == TransportProtocol.Tls ? new SslClientAuthenticationOptions { TargetHost = hop.Host.Trim('[', ']') } : null;
        try
        {
            var connection = await TcpClientConnection.DialAsync(
                tls, hop.Peer.ToEndPoint(), ListeningPortOf(hop.Protocol), receiver.Value, timeProvider, logger, cancellationToken);
            _connections[connection] = 0;
            _ = ForgetAsync(connection);
            return new DialResult(connection.Flow);
        }
        catch (SocketException exception)
        {
            return new DialResult(Flow: null, $"no connection ({exception.SocketErrorCode})");
        }
        catch (AuthenticationException exception)
        {
            return new DialResult(Flow: null, $"no TLS with '{hop.Host}': {exception.Message}");
        }
        catch (IOException exception)
        {
            return new DialResult(Flow: null, $"it hung up ({exception.Message})");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Keys)
        {
            await connection.DisposeAsync();
        }
    }

    private int? ListeningPortOf(TransportProtocol protocol) =>
        options.Value.ListenEndPoints().FirstOrDefault(endPoint => endPoint.Protocol == protocol && endPoint.Port != 0)?.Port;

    private async Task ForgetAsync(TcpClientConnection connection)
    {
        await connection.Completion;
        await connection.DisposeAsync();
        _connections.TryRemove(connection, out _);
    }
}
