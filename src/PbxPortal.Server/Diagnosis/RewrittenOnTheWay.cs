using System.Net;
using System.Net.Sockets;

namespace PbxPortal.Server.Diagnosis;

/// <summary>
/// Finds the traces of a SIP ALG: a router that rewrites the addresses in SIP messages. A phone writes the same address into Via
/// and Contact, its own or, with STUN, the one outside; a router that rewrites one of them only, or puts a third in, gives
/// itself away.
/// </summary>
/// <remarks>A pure function. Phones that correct their Contact by <c>received</c> (pjsip, Linphone) have a private Via and a public Contact; that is no trace.</remarks>
internal static class RewrittenOnTheWay
{
    /// <returns>What does not fit, as a sentence; empty: nothing.</returns>
    public static string Describe(WireSigns signs, IPAddress source)
    {
        if (IsPrivate(source) || IPAddress.IsLoopback(source))
        {
            return ""; // Within one network nothing has to be rewritten.
        }

        var via = AddressOf(signs.ViaHost);
        var contact = AddressOf(signs.ContactHost);
        if (via is not null && contact is not null && via.Equals(source) && IsPrivate(contact))
        {
            return $"Via names the outside address {via}, and Contact the inside address {contact}.";
        }

        if (contact is not null && !IsPrivate(contact) && !contact.Equals(source) && via is not null && !contact.Equals(via))
        {
            return $"Contact names {contact}, Via {via}, and the packets come from {source}.";
        }

        var digest = AddressOf(signs.DigestHost);
        return digest is not null && IsPrivate(digest) && !Same(signs.DigestHost, signs.RequestHost) && signs.RequestHost.Length > 0
            ? $"The password was hashed for {signs.DigestHost}, and the request asks {signs.RequestHost}."
            : "";
    }

    /// <summary>Whether the credentials themselves were hashed for another address than the one that was asked.</summary>
    public static bool HasOtherDigestHost(WireSigns signs) =>
        signs.DigestHost.Length > 0 && signs.RequestHost.Length > 0 && AddressOf(signs.DigestHost) is { } digest && IsPrivate(digest)
        && !Same(signs.DigestHost, signs.RequestHost);

    /// <summary>RFC 1918, RFC 6598 (carrier-grade NAT), RFC 3927, RFC 4193 and link-local IPv6.</summary>
    internal static bool IsPrivate(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal;
        }

        var bytes = address.GetAddressBytes();
        return bytes[0] == 10
            || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 100 && bytes[1] is >= 64 and <= 127)
            || (bytes[0] == 169 && bytes[1] == 254);
    }

    private static IPAddress? AddressOf(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address : null;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
