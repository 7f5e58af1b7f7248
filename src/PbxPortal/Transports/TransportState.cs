using System.Collections.Immutable;
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
            .. listeners.Read()
                .Select(listener => (listener.Protocol, Address: listener.EndPoint.ToString()))
                .Concat(urls.Value.Parse().Select(url => OfPortal(url.Text.TrimEnd('/'))))
                .GroupBy(listener => listener.Protocol, listener => listener.Address)
                .OrderBy(group => group.Key)
                .Select(group => Of(group.Key, [.. group])),
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

    private static (TransportProtocol Protocol, string Address) OfPortal(string url)
    {
        var isSecure = url.StartsWith("https", StringComparison.OrdinalIgnoreCase);
        var authority = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return isSecure
            ? (TransportProtocol.Wss, $"wss://{authority}{SipWebSocket.Path}")
            : (TransportProtocol.Ws, $"ws://{authority}{SipWebSocket.Path}");
    }

    private TransportListener Of(TransportProtocol protocol, ImmutableArray<string> addresses) => protocol == TransportProtocol.Udp
        ? new TransportListener(protocol, addresses, Connections: null, Accepted: null)
        : new TransportListener(protocol, addresses, connections.CountOf(protocol), counters.ConnectionsOf(protocol));
}
