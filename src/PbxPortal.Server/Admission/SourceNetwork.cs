using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Admission;

/// <summary>Where messages come from, as admission counts it: one IPv4 address, the /64 of an IPv6 subscriber, or a network that somebody wrote down.</summary>
/// <remarks>Immutable. IPv4 is kept mapped into IPv6, so that one comparison serves both.</remarks>
public readonly record struct SourceNetwork
{
    private const int AddressBits = 128;
    private const int MappedBits = 96;
    private const int SubscriberBits = 64;
    private const string Examples = "Example: 203.0.113.7, 192.0.2.0/24 or 2001:db8:1:2::/64";
    private static readonly UInt128 MappedPrefix = new(0, 0xFFFF_0000_0000);

    private readonly UInt128 _first;
    private readonly byte _length;

    private SourceNetwork(UInt128 address, int length)
    {
        _first = address & MaskOf(length);
        _length = (byte)length;
    }

    /// <summary>Whether it is more than one address of IPv4 or one subscriber of IPv6.</summary>
    public bool IsWide => IsIPv4 ? _length < AddressBits : _length < SubscriberBits;

    /// <summary>Whether the loopback address is in it.</summary>
    public bool ContainsLoopback =>
        Contains(PeerAddress.From(IPAddress.Loopback, 0)) || Contains(PeerAddress.From(IPAddress.IPv6Loopback, 0));

    private bool IsIPv4 => _length >= MappedBits && (_first & MaskOf(MappedBits)) == MappedPrefix;

    /// <summary>An IPv6 subscriber owns a /64 at least, so its single addresses count as one.</summary>
    public static SourceNetwork Of(in PeerAddress peer) => new(peer.ToNumber(), peer.IsIPv6 ? SubscriberBits : AddressBits);

    /// <summary>Reads an address, or a network with its prefix length.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="network">A single IPv6 address gives its /64.</param>
    /// <param name="mistake">What is wrong, with examples.</param>
    public static bool TryParse(string? text, out SourceNetwork network, [NotNullWhen(false)] out string? mistake)
    {
        network = default;
        var trimmed = text?.Trim() ?? "";
        var slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? trimmed : trimmed[..slash], out var address) || !IsWrittenOut(trimmed, address))
        {
            mistake = $"'{trimmed}' is not an address or a network. {Examples}";
            return false;
        }

        var peer = PeerAddress.From(address, 0);
        if (slash < 0)
        {
            network = Of(peer);
            mistake = null;
            return true;
        }

        var most = peer.IsIPv6 ? AddressBits : AddressBits - MappedBits;
        if (!int.TryParse(trimmed.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > most)
        {
            mistake = $"'{trimmed}' has a prefix length that is not from 0 to {most}. {Examples}";
            return false;
        }

        network = new SourceNetwork(peer.ToNumber(), length + AddressBits - most);
        mistake = network._first == peer.ToNumber() ? null : $"'{trimmed}' has bits beyond its prefix: did you mean {network}? {Examples}";
        return mistake is null;
    }

    public bool Contains(in PeerAddress peer) => (peer.ToNumber() & MaskOf(_length)) == _first;

    /// <summary>Whether all of the other is within this one.</summary>
    public bool Contains(SourceNetwork other) => other._length >= _length && (other._first & MaskOf(_length)) == _first;

    /// <summary>Its number, for a keyed hash.</summary>
    public UInt128 ToNumber() => _first;

    /// <summary><c>203.0.113.7</c>, <c>192.0.2.0/24</c> or <c>2001:db8:1:2::/64</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, _first);
        return IsIPv4
            ? WithLength(new IPAddress(bytes[12..]), _length - MappedBits, AddressBits - MappedBits)
            : WithLength(new IPAddress(bytes), _length, AddressBits);
    }

    private static string WithLength(IPAddress address, int length, int whole) =>
        length == whole ? address.ToString() : string.Create(CultureInfo.InvariantCulture, $"{address}/{length}");

    /// <summary>The base library reads <c>10.1</c> as 10.0.0.1, which nobody means who leaves out half of an address.</summary>
    private static bool IsWrittenOut(string text, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(letter => letter == '.') == 3;

    private static UInt128 MaskOf(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (AddressBits - length);
}
