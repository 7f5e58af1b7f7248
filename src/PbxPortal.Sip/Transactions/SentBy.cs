using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Transactions;

/// <summary>Where the other end of a flow reaches us: host and port for Via and Contact of the requests that we send (RFC 3261, 18.1.1 and 8.1.1.8).</summary>
/// <param name="publicAddresses">Addresses of ours that no interface has, such as the public one of a NAT.</param>
/// <remarks>Immutable but for a cache of routes, which anybody may fill and which is emptied when full.</remarks>
public sealed class SentBy(ImmutableArray<IPAddress> publicAddresses)
{
    private const int CacheCapacity = 4096;

    private readonly ConcurrentDictionary<IPAddress, IPAddress> _routes = new();

    /// <summary>For example <c>203.0.113.10:5060</c>.</summary>
    public string Of(Flow flow)
    {
        var address = AddressTowards(flow);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? string.Create(CultureInfo.InvariantCulture, $"[{address}]:{flow.Local.Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{address}:{flow.Local.Port}");
    }

    private IPAddress AddressTowards(Flow flow)
    {
        var peer = flow.Remote.Address;
        if (!IsLocal(peer)
            && publicAddresses.FirstOrDefault(address => address.AddressFamily == peer.AddressFamily) is { } configured)
        {
            return configured;
        }

        var local = flow.Local.Address;
        return local.Equals(IPAddress.Any) || local.Equals(IPAddress.IPv6Any) ? RouteTo(peer) : Plain(local);
    }

    private IPAddress RouteTo(IPAddress peer)
    {
        if (_routes.TryGetValue(peer, out var known))
        {
            return known;
        }

        if (_routes.Count >= CacheCapacity)
        {
            _routes.Clear();
        }

        return _routes[peer] = AskForRoute(peer);
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
