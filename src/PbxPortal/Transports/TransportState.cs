using Microsoft.Extensions.Options;
using PbxPortal.Hosting;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>Reads how the transports stand.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class TransportState(
    Listeners listeners,
    ConnectionTable connections,
    TransportCounters counters,
    ConnectionLog log,
    IOptions<PortalUrls> urls) : ITransportState
{
    public TransportSnapshot Read() => new()
    {
        Listeners =
        [
            .. listeners.Read().Select(listener => Of(listener.Protocol, listener.EndPoint.ToString())),
            .. urls.Value.Parse().Select(url => url.Text.TrimEnd('/')).Select(OfPortal),
        ],
        Connections = connections.Count,
        Unproved = connections.Unproved,
        Limits = connections.Limits,
        Troubles =
        [
            .. Enum.GetValues<ConnectionTrouble>()
                .Select(trouble => (trouble, counters.TroublesOf(trouble)))
                .Where(trouble => trouble.Item2 > 0),
        ],
        Log = log.Read(),
    };

    private TransportListener OfPortal(string url)
    {
        var isSecure = url.StartsWith("https", StringComparison.OrdinalIgnoreCase);
        var authority = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return Of(isSecure ? TransportProtocol.Wss : TransportProtocol.Ws, $"{(isSecure ? "wss" : "ws")}://{authority}{SipWebSocket.Path}");
    }

    private TransportListener Of(TransportProtocol protocol, string address) => protocol == TransportProtocol.Udp
        ? new TransportListener(protocol, address, Connections: null, Accepted: null)
        : new TransportListener(protocol, address, connections.CountOf(protocol), counters.ConnectionsOf(protocol));
}
