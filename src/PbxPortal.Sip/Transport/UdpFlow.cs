using System.Net;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>The two addresses of a UDP exchange. A value: nothing has to be kept or closed.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class UdpFlow : Flow
{
    private const int DefaultPort = 5060;

    private readonly UdpTransport _transport;

    public UdpFlow(UdpTransport transport, SocketAddress address, IPEndPoint remote)
    {
        _transport = transport;
        Address = address;
        Remote = remote;
        Id = UdpFlowId.Of(transport.Number, remote);
    }

    public override long Id { get; }

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public override IPEndPoint Remote { get; }

    public override IPEndPoint Local => _transport.LocalEndPoint;

    public override bool IsClosed => _transport.IsClosed;

    internal SocketAddress Address { get; }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        new(_transport.TrySend(message.Span, Address));

    public override void Close()
    {
        // Nothing is held open for a UDP peer.
    }

    /// <summary>
    /// With rport to where the request came from (RFC 3581, 4), without it to the port of sent-by at the source address
    /// (RFC 3261, 18.2.2). A unicast maddr is not followed: anybody could have our answers sent to a third party. A multicast
    /// one is, as then the sender cannot be asked any other way; the default TTL keeps it on the link.
    /// </summary>
    public override Flow ForResponseTo(SipRequest request)
    {
        var via = request.TopVia;
        var port = via.Port == 0 ? DefaultPort : via.Port;
        if (!via.MulticastAddress.IsEmpty && TryParseMulticast(via.MulticastAddress, out var group))
        {
            return _transport.FlowTo(new IPEndPoint(group, port));
        }

        return via.HasRport || port == Remote.Port ? this : _transport.FlowTo(new IPEndPoint(Remote.Address, port));
    }

    private bool TryParseMulticast(ReadOnlySpan<byte> text, out IPAddress group)
    {
        var isGroup = IPAddress.TryParse(text, out var address)
            && address.AddressFamily == Remote.AddressFamily
            && (address.IsIPv6Multicast || IsIPv4Multicast(address));
        group = address ?? IPAddress.None;
        return isGroup;
    }

    /// <summary>224.0.0.0/4.</summary>
    private static bool IsIPv4Multicast(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && length == 4 && bytes[0] >> 4 == 14;
    }
}
