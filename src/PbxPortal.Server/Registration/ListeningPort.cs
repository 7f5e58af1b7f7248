using System.Net;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>
/// Finds phones that send from one UDP port and listen on another. Requests to such a one go where its Contact says (RFC 3261, 10.2.1), or
/// they reach nobody; to all others they go back where the REGISTER came from, for the Contact of a phone behind a NAT is an address
/// that only its own network knows.
/// </summary>
internal static class ListeningPort
{
    private const int Default = 5060; // RFC 3261, 19.1.2 and 18.1.1.

    /// <summary>The port of the contact if the phone is called there; 0: at the port that it sends from.</summary>
    /// <remarks>
    /// The address is always the sender's own: so no binding can lead calls to somebody else. And nothing may have changed it on the way:
    /// Via names the very port that the request came from, or the phone has not asked to be answered there (RFC 3581, 4), because it
    /// listens where both Via and Contact say.
    /// </remarks>
    public static int Of(SipRequest register, Flow flow, in SipUri contact)
    {
        var port = contact.Port == 0 ? Default : contact.Port;
        var peer = flow.Peer;
        return flow.Protocol == TransportProtocol.Udp
            && port != peer.Port
            && IsAt(contact.Host, peer)
            && IsAsSent(register, peer, port)
            ? port
            : 0;
    }

    private static bool IsAsSent(SipRequest register, in PeerAddress peer, int contactPort)
    {
        var values = register.EnumerateValues(HeaderName.Via).GetEnumerator();
        if (!values.MoveNext() || values.MoveNext())
        {
            return false; // A proxy has passed it on: the sender is not the phone.
        }

        var via = register.TopVia;
        var sentBy = via.Port == 0 ? Default : via.Port;
        return IsAt(via.Host, peer) && (sentBy == peer.Port || (sentBy == contactPort && !via.HasRport));
    }

    private static bool IsAt(ReadOnlySpan<byte> host, in PeerAddress peer)
    {
        if (!peer.IsIPv6 && !host.Contains((byte)':'))
        {
            // Compared as text: every REGISTER comes here, and reading an address makes an object.
            Span<byte> text = stackalloc byte[PeerAddress.MaxAddressLength];
            return host.SequenceEqual(text[..peer.FormatAddress(text)]);
        }

        return IPAddress.TryParse(host, out var address) && PeerAddress.From(address, 0).HasSameAddress(peer);
    }
}
