using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>The character classes of RFC 3261, 25.1.</summary>
internal static class Grammar
{
    /// <summary>token = 1*(alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~" ).</summary>
    public static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~"u8);

    /// <summary>scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ).</summary>
    private static readonly SearchValues<byte> SchemeBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);

    // RFC 3261 has no underscore in a host name; device names on a LAN have, and nothing is gained by refusing them.
    private static readonly SearchValues<byte> HostNameBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"u8);

    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>
    /// Names and tokens are case-insensitive (7.3.1). Nearly all are written as in the RFC, so an exact comparison comes first:
    /// with a literal it is one or two instructions.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.Length == name.Length && (text.SequenceEqual(name) || Ascii.EqualsIgnoreCase(text, name));

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    public static bool IsScheme(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && char.IsAsciiLetter((char)text[0]) && !text.ContainsAnyExcept(SchemeBytes);

    public static bool IsHostName(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(HostNameBytes);

    /// <summary>
    /// IPv6reference = "[" IPv6address "]". Only the characters are looked at, so that the three colons which the ABNF of
    /// RFC 3261 allows by mistake are tolerated (RFC 5118, 4.10).
    /// </summary>
    public static bool IsIpv6Reference(ReadOnlySpan<byte> text) =>
        text is [(byte)'[', .. var address, (byte)']']
        && address.Count((byte)':') >= 2
        && !address.ContainsAnyExcept(AddressBytes);

    /// <summary>hostport = host [ ":" port ]; white space around the colon is allowed in Via only, and harmless elsewhere.</summary>
    public static bool TrySplitHostPort(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int port)
    {
        port = 0;
        var end = text.StartsWith((byte)'[') ? text.IndexOf((byte)']') + 1 : text.IndexOf((byte)':');
        host = end < 0 ? text : text[..end].TrimLwsEnd();
        if (!IsHostName(host) && !IsIpv6Reference(host))
        {
            host = default;
            return false;
        }

        var rest = end < 0 ? default : text[end..].TrimLwsStart();
        return rest.IsEmpty || (rest[0] == (byte)':' && TryParsePort(rest[1..].TrimLwsStart(), out port));
    }

    /// <summary>1*DIGIT; port 0 can be sent to by nobody.</summary>
    public static bool TryParsePort(ReadOnlySpan<byte> text, out int port)
    {
        var isPort = TryParseNumber(text, out var number) && number is > 0 and <= ushort.MaxValue;
        port = isPort ? (int)number : 0;
        return isPort;
    }

    /// <summary>1*DIGIT that fits 32 bits; leading zeros do not count.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, out uint number)
    {
        var sum = 0UL;
        number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            sum = (sum * 10) + (ulong)(digit - '0');
            if (sum > uint.MaxValue)
            {
                return false;
            }
        }

        number = (uint)sum;
        return !text.IsEmpty;
    }

    /// <summary>
    /// quoted-string = DQUOTE *(qdtext / quoted-pair) DQUOTE. Gives the length up to the closing quote inclusive, or -1.
    /// </summary>
    public static int QuotedLength(ReadOnlySpan<byte> text)
    {
        var position = 1;
        while (position < text.Length)
        {
            var offset = text[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (offset < 0)
            {
                return -1;
            }

            position += offset + 1;
            if (text[position - 1] == (byte)'"')
            {
                return position;
            }

            position++; // What a backslash escapes ends nothing.
        }

        return -1;
    }
}
