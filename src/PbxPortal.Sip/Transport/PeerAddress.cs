using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Sip.Transport;

/// <summary>The address and port of a peer as a value of 24 bytes, so that every binding can afford one and no message makes one on the heap.</summary>
/// <remarks>Immutable. An IPv4 address that comes mapped into IPv6 is held as what it is, IPv4.</remarks>
public readonly struct PeerAddress : IEquatable<PeerAddress>
{
    /// <summary>More bytes than the longest address needs, which is an IPv6 address that ends in the form of IPv4.</summary>
    public const int MaxAddressLength = 46;

    /// <summary>More bytes than the longest address with scope and port needs.</summary>
    public const int MaxTextLength = 72;

    /// <summary>A subscriber of IPv6 gets a whole network that begins with so many bits, so its single addresses count as one.</summary>
    public const int SubscriberBits = 64;

    internal const int MaxSocketAddressLength = 28;

    private const int IPv4SocketAddressLength = 16;

    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    /// <summary>The address in network order, read as big-endian numbers; an IPv4 address is the lower half of the second.</summary>
    private readonly ulong _upper;
    private readonly ulong _lower;
    private readonly uint _scopeId;
    private readonly ushort _port;
    private readonly bool _isIPv6;

    private PeerAddress(ulong upper, ulong lower, uint scopeId, ushort port, bool isIPv6)
    {
        _upper = upper;
        _lower = lower;
        _scopeId = scopeId;
        _port = port;
        _isIPv6 = isIPv6;
    }

    public int Port => _port;

    public bool IsIPv6 => _isIPv6;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => _isIPv6 ? (_upper == 0 && _lower == 1) : _lower >> 24 == 127;

    internal uint ScopeId => _scopeId;

    internal ulong UpperBytes => _upper;

    internal ulong LowerBytes => _lower;

    /// <summary>How many bytes <see cref="WriteSocketAddress"/> fills.</summary>
    internal int SocketAddressLength => _isIPv6 ? MaxSocketAddressLength : IPv4SocketAddressLength;

    public static bool operator ==(in PeerAddress left, in PeerAddress right) => left.Equals(right);

    public static bool operator !=(in PeerAddress left, in PeerAddress right) => !left.Equals(right);

    public static PeerAddress From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    public static PeerAddress From(IPAddress address, int port)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new PeerAddress(0, BinaryPrimitives.ReadUInt32BigEndian(bytes), 0, (ushort)port, isIPv6: false)
            : new PeerAddress(
                BinaryPrimitives.ReadUInt64BigEndian(bytes),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
                (uint)address.ScopeId,
                (ushort)port,
                isIPv6: true);
    }

    /// <summary>Reads <c>203.0.113.7:5062</c> or <c>[2001:db8::1]:5060</c>; a port that is missing is 0.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PeerAddress address)
    {
        address = default;
        if (text is null || !IPEndPoint.TryParse(text, out var endPoint))
        {
            return false;
        }

        address = From(endPoint);
        return true;
    }

    public bool Equals(PeerAddress other) => _port == other._port && HasSameAddress(other);

    public override bool Equals(object? obj) => obj is PeerAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_upper, _lower, _scopeId ^ _port);

    /// <summary>Whether only the port may differ.</summary>
    public bool HasSameAddress(in PeerAddress other) =>
        _lower == other._lower && _upper == other._upper && _scopeId == other._scopeId && _isIPv6 == other._isIPv6;

    /// <summary>What counts as one neighbour: an IPv4 address, or the first <see cref="SubscriberBits"/> of an IPv6 address.</summary>
    internal PeerAddress ToNetwork() => new(_upper, _isIPv6 ? 0 : _lower, scopeId: 0, port: 0, _isIPv6);

    /// <summary>Whether the address lies in the network that begins with so many bits of <paramref name="network"/>.</summary>
    public bool IsWithin(in PeerAddress network, int prefixLength)
    {
        if (_isIPv6 != network._isIPv6)
        {
            return false;
        }

        // A shift by the whole width of a number would be no shift at all.
        var (upper, lower) = (_upper ^ network._upper, _lower ^ network._lower);
        if (!_isIPv6)
        {
            return lower >> (32 - prefixLength) == 0;
        }

        return prefixLength <= 64
            ? prefixLength == 0 || upper >> (64 - prefixLength) == 0
            : upper == 0 && lower >> (128 - prefixLength) == 0;
    }

    public PeerAddress WithPort(int port) => new(_upper, _lower, _scopeId, (ushort)port, _isIPv6);

    /// <summary>The address as one number: IPv6 as it is, IPv4 mapped into it (RFC 4291, 2.5.5.2).</summary>
    public UInt128 ToNumber() => _isIPv6 ? new UInt128(_upper, _lower) : new UInt128(0, MappedPrefix | _lower);

    public IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteAddress(bytes);
        return _isIPv6 ? new IPAddress(bytes, _scopeId) : new IPAddress(bytes[..4]);
    }

    public IPEndPoint ToEndPoint() => new(ToAddress(), _port);

    /// <summary>For example <c>203.0.113.7:5062</c> or <c>[2001:db8::1]:5060</c>; the address alone where the port is 0, that is not known.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <summary>Writes what <see cref="ToString"/> gives, at most <see cref="MaxTextLength"/> bytes; gives their number.</summary>
    public int Format(Span<byte> utf8)
    {
        if (_isIPv6)
        {
            var endPoint = ToEndPoint();
            return Encoding.ASCII.GetBytes(_port == 0 ? endPoint.Address.ToString() : endPoint.ToString(), utf8);
        }

        var written = FormatAddress(utf8);
        if (_port == 0)
        {
            return written;
        }

        utf8[written++] = (byte)':';
        _ = _port.TryFormat(utf8[written..], out var length, provider: CultureInfo.InvariantCulture);
        return written + length;
    }

    /// <summary>
    /// Writes the address alone: an IPv6 address without brackets (RFC 5118, 4.5), and without its scope, which has a meaning
    /// on this machine only. Gives the number of bytes written, at most <see cref="MaxAddressLength"/>.
    /// </summary>
    public int FormatAddress(Span<byte> utf8)
    {
        if (_isIPv6)
        {
            Span<byte> bytes = stackalloc byte[16];
            WriteAddress(bytes);
            _ = new IPAddress(bytes).TryFormat(utf8, out var length);
            return length;
        }

        // Nearly every answer holds an IPv4 address; written here it costs neither an object nor a look at the culture.
        var written = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            written += FormatByte((byte)(_lower >> shift), utf8[written..]);
            if (shift > 0)
            {
                utf8[written++] = (byte)'.';
            }
        }

        return written;
    }

    /// <summary>
    /// Reads a sockaddr_in or sockaddr_in6. The systems differ in how they write the family, which the caller knows from his
    /// socket; all that follows stands at the same place in all of them.
    /// </summary>
    internal static PeerAddress FromSocketAddress(ReadOnlySpan<byte> bytes, bool isIPv6)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return isIPv6
            ? new PeerAddress(
                BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
                BitConverter.ToUInt32(bytes[24..]),
                port,
                isIPv6: true)
            : new PeerAddress(0, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), 0, port, isIPv6: false);
    }

    /// <summary>Writes all of a sockaddr_in or sockaddr_in6 but its family, which is what its first two bytes are for.</summary>
    internal void WriteSocketAddress(Span<byte> bytes)
    {
        bytes[2..SocketAddressLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], _port);
        WriteAddress(bytes[(_isIPv6 ? 8 : 4)..]);
        if (_isIPv6)
        {
            _ = BitConverter.TryWriteBytes(bytes[24..], _scopeId);
        }
    }

    internal SocketAddress ToSocketAddress()
    {
        var address = new SocketAddress(
            _isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            SocketAddressLength);
        WriteSocketAddress(address.Buffer.Span);
        return address;
    }

    private static int FormatByte(byte number, Span<byte> utf8)
    {
        _ = number.TryFormat(utf8, out var length, provider: CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>The address in network order: 4 bytes or 16.</summary>
    internal void WriteAddress(Span<byte> bytes)
    {
        if (_isIPv6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _upper);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _lower);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_lower);
        }
    }
}
