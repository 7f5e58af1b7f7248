using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>Where the other end of a flow reaches us: host and port for Via and Contact of the requests that we send (RFC 3261, 18.1.1 and 8.1.1.8).</summary>
/// <param name="publicAddresses">Addresses of ours that no interface has, such as the public one of a NAT.</param>
/// <remarks>
/// Immutable but for two caches, of routes and of what they look like, which anybody may fill and which are emptied when full: a call asks
/// nine times.
/// </remarks>
public sealed class SentBy(ImmutableArray<IPAddress> publicAddresses)
{
    private const int CacheCapacity = 4096;

    private readonly ConcurrentDictionary<PeerAddress, IPAddress> _routes = new();
    private readonly ConcurrentDictionary<(IPAddress Address, int Port), string> _texts = new();

    /// <summary>For example <c>203.0.113.10:5060</c>.</summary>
    public string Of(Flow flow)
    {
        var place = (AddressTowards(flow), flow.Local.Port);
        if (_texts.TryGetValue(place, out var known))
        {
            return known;
        }

        if (_texts.Count >= CacheCapacity)
        {
            _texts.Clear();
        }

        return _texts[place] = TextOf(place);
    }

    private static string TextOf((IPAddress Address, int Port) place) => place.Address.AddressFamily == AddressFamily.InterNetworkV6
        ? string.Create(CultureInfo.InvariantCulture, $"[{place.Address}]:{place.Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{place.Address}:{place.Port}");

    private IPAddress AddressTowards(Flow flow)
    {
        if (!publicAddresses.IsEmpty && ConfiguredTowards(flow.Peer.ToAddress()) is { } configured)
        {
            return configured;
        }

        var local = flow.Local.Address;
        return local.Equals(IPAddress.Any) || local.Equals(IPAddress.IPv6Any) ? RouteTo(flow.Peer.WithPort(0)) : Plain(local);
    }

    private IPAddress? ConfiguredTowards(IPAddress peer) => IsLocal(peer)
        ? null
        : publicAddresses.FirstOrDefault(address => address.AddressFamily == peer.AddressFamily);

    private IPAddress RouteTo(in PeerAddress peer)
    {
        if (_routes.TryGetValue(peer, out var known))
        {
            return known;
        }

        if (_routes.Count >= CacheCapacity)
        {
            _routes.Clear();
        }

        return _routes[peer] = AskForRoute(peer.ToAddress());
    }

    /// <summary>A UDP socket that is connected sends nothing, but knows its own address by then.</summary>
    private static IPAddress AskForRoute(IPAddress peer)
    {
        try
        {
            using var socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(peer, 9));
            return Plain(((IPEndPoint)socket.LocalEndPoint!).Address);
        }
        catch (SocketException)
        {
            // No route now; the flow will find that out too, and the message needs some address.
            return peer.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }
    }

    /// <summary>Without the scope of a link, which means nothing to others.</summary>
    private static IPAddress Plain(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
        { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } => new IPAddress(address.GetAddressBytes()),
        _ => address,
    };

    /// <summary>Loopback, private (RFC 1918), shared (RFC 6598), link-local and unique local addresses: no NAT of ours lies on the way there.</summary>
    private static bool IsLocal(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        var bytes = address.GetAddressBytes();
        return (bytes[0], bytes[1]) switch
        {
            (10, _) or (127, _) or (192, 168) or (169, 254) => true,
            (172, >= 16 and <= 31) => true,
            (100, >= 64 and <= 127) => true,
            _ => false,
        };
    }
}
