using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Admission;

/// <summary>Where messages come from, as admission counts it: one IPv4 address, the /64 of an IPv6 subscriber, or a network that somebody wrote down.</summary>
/// <remarks>Immutable. IPv4 is kept mapped into IPv6, so that one comparison serves both.</remarks>
public readonly record struct SourceNetwork
{
    private const int AddressBits = 128;
    private const int MappedBits = 96;
    private static readonly UInt128 MappedPrefix = new(0, 0xFFFF_0000_0000);

    private readonly UInt128 _first;
    private readonly byte _length;

    private SourceNetwork(UInt128 address, int length)
    {
        _first = address & MaskOf(length);
        _length = (byte)length;
    }

    /// <summary>Whether it is more than one address of IPv4 or one subscriber of IPv6.</summary>
    public bool IsWide => IsIPv4 ? _length < AddressBits : _length < PeerAddress.SubscriberBits;

    /// <summary>Whether the loopback address is in it.</summary>
    public bool ContainsLoopback =>
        Contains(PeerAddress.From(IPAddress.Loopback, 0)) || Contains(PeerAddress.From(IPAddress.IPv6Loopback, 0));

    private bool IsIPv4 => _length >= MappedBits && (_first & MaskOf(MappedBits)) == MappedPrefix;

    /// <summary>An IPv6 subscriber owns a /64 at least, so its single addresses count as one.</summary>
    public static SourceNetwork Of(in PeerAddress peer) => new(peer.ToNumber(), peer.IsIPv6 ? PeerAddress.SubscriberBits : AddressBits);

    /// <summary>Reads an address, or a network with its prefix length.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="network">A single IPv6 address gives its /64.</param>
    /// <param name="mistake">What is wrong, with examples.</param>
    public static bool TryParse(string? text, out SourceNetwork network, [NotNullWhen(false)] out string? mistake)
    {
        var trimmed = text?.Trim() ?? "";
        var isRead = AllowedNetwork.TryParse(trimmed, out var written, out mistake);
        network = !isRead ? default
            : !trimmed.Contains('/', StringComparison.Ordinal) ? Of(written.Address)
            : new SourceNetwork(written.Address.ToNumber(), written.PrefixLength + (written.Address.IsIPv6 ? 0 : MappedBits));
        return isRead;
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

    private static UInt128 MaskOf(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (AddressBits - length);
}
