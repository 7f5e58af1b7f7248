using System.Net;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>The two addresses of a UDP exchange. A value: nothing has to be kept or closed.</summary>
/// <remarks>Immutable, and small, as a binding may keep it: what can be computed is.</remarks>
internal sealed class UdpFlow(UdpTransport transport, PeerAddress peer) : Flow
{
    private const int DefaultPort = 5060;

    public override long Id => UdpFlowId.Of(Transport.Number, Peer);

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public override PeerAddress Peer { get; } = peer;

    public override IPEndPoint Local => Transport.LocalEndPoint;

    public override bool IsClosed => Transport.IsClosed;

    public override object Anchor => Transport;

    internal UdpTransport Transport { get; } = transport;

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Transport.Tap.Listener?.OnSent(message.Span, this);
        return new(Transport.TrySend(message.Span, Peer));
    }

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
        if (request.AsksForSource)
        {
            return this;
        }

        var via = request.TopVia;
        var port = via.Port == 0 ? DefaultPort : via.Port;
        if (!via.MulticastAddress.IsEmpty && TryParseMulticast(via.MulticastAddress, out var group))
        {
            return new UdpFlow(Transport, PeerAddress.From(group, port));
        }

        return via.HasRport || port == Peer.Port ? this : new UdpFlow(Transport, Peer.WithPort(port));
    }

    private bool TryParseMulticast(ReadOnlySpan<byte> text, out IPAddress group)
    {
        var isGroup = IPAddress.TryParse(text, out var address)
            && address.AddressFamily == Local.AddressFamily
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
