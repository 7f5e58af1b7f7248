using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Directory;

/// <summary>A range of addresses as somebody wrote it down: where a user's phones may come from, which proxies are ours, as in <c>10.0.0.0/8</c> or <c>2001:db8::/32</c>.</summary>
/// <param name="Address">Its first address; the port means nothing.</param>
/// <param name="PrefixLength">How many of its bits count.</param>
/// <remarks>Immutable.</remarks>
public readonly record struct AllowedNetwork(PeerAddress Address, int PrefixLength)
{
    private const string Examples = "Examples: 10.0.0.0/8, 192.0.2.7, 2001:db8::/32";

    public bool Contains(in PeerAddress peer) => peer.IsWithin(Address, PrefixLength);

    /// <summary>As one writes it; a single address without its prefix length.</summary>
    public override string ToString()
    {
        var address = Address.ToAddress();
        return PrefixLength == WidthOf(Address)
            ? address.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{address}/{PrefixLength}");
    }

    /// <param name="text">An address, or an address and the number of its bits that count.</param>
    /// <param name="network">The network, if the text is one.</param>
    /// <param name="mistake">What is wrong, with an example, if it is not.</param>
    public static bool TryParse(string text, out AllowedNetwork network, [NotNullWhen(false)] out string? mistake)
    {
        network = default;
        mistake = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var written = slash < 0 ? text : text[..slash];
        if (!IsWhole(written) || !IPAddress.TryParse(written, out var parsed))
        {
            mistake = $"'{text}' is not an address or a network. {Examples}";
            return false;
        }

        var address = PeerAddress.From(parsed, port: 0);
        var width = WidthOf(address);
        var length = width;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > width))
        {
            mistake = $"'{text}' needs a number from 0 to {width} behind the stroke. {Examples}";
            return false;
        }

        var first = FirstOf(address, length);
        if (!first.HasSameAddress(address))
        {
            mistake = $"'{text}' has bits behind its first {length}; is '{new AllowedNetwork(first, length)}' meant? {Examples}";
            return false;
        }

        network = new AllowedNetwork(address, length);
        return true;
    }

    /// <summary>The base library reads <c>10</c> as 0.0.0.10, and a scope has a meaning on one machine only.</summary>
    private static bool IsWhole(string written) =>
        !written.Contains('%', StringComparison.Ordinal)
        && !written.StartsWith('[')
        && (written.Contains(':', StringComparison.Ordinal) || written.Count(character => character == '.') == 3);

    private static int WidthOf(in PeerAddress address) => address.IsIPv6 ? 128 : 32;

    private static PeerAddress FirstOf(in PeerAddress address, int length)
    {
        var bytes = address.ToAddress().GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return PeerAddress.From(new IPAddress(bytes), port: 0);
    }
}
