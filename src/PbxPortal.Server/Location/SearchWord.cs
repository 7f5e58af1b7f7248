using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Server.Location;

/// <summary>One word that somebody searches for, in the notations in which it may stand in a device's texts.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SearchWord
{
    private const int MacLength = 12;
    private const int ShortestPartOfMac = 6;

    private readonly string _text;
    private readonly byte[] _bytes;
    private readonly byte[] _hex; // Empty: it is no MAC address, nor a part of one.

    public SearchWord(string word)
    {
        Word = word;

        // One address has many spellings, and we write but one: 2001:DB8:0:0::1 is 2001:db8::1.
        _text = IPAddress.TryParse(word.Trim('[', ']'), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.ToString()
            : word;
        _bytes = Encoding.UTF8.GetBytes(_text);
        _hex = HexOf(word);
    }

    /// <summary>As typed.</summary>
    public string Word { get; }

    public bool IsIn(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        if (text.Contains(_text, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (_hex.Length == 0 || text.Length < _hex.Length)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length)
            ? HasHex(bytes[..length])
            : HasHex(Encoding.UTF8.GetBytes(text));
    }

    public bool IsIn(ReadOnlySpan<byte> utf8) => HasText(utf8) || (_hex.Length > 0 && HasHex(utf8));

    /// <summary>Letters of ASCII in any case.</summary>
    private bool HasText(ReadOnlySpan<byte> utf8)
    {
        var (lower, upper) = (ToLower(_bytes[0]), ToUpper(_bytes[0]));
        while (utf8.Length >= _bytes.Length)
        {
            var start = utf8[..(utf8.Length - _bytes.Length + 1)].IndexOfAny(lower, upper);
            if (start < 0)
            {
                return false;
            }

            if (EqualsIgnoreCase(utf8.Slice(start, _bytes.Length), _bytes))
            {
                return true;
            }

            utf8 = utf8[(start + 1)..];
        }

        return false;
    }

    /// <summary>The digits one after the other, whatever separators stand between them.</summary>
    private bool HasHex(ReadOnlySpan<byte> utf8)
    {
        var (lower, upper) = (_hex[0], ToUpper(_hex[0]));
        while (utf8.IndexOfAny(lower, upper) is >= 0 and var start)
        {
            if (StartsWithHex(utf8[start..]))
            {
                return true;
            }

            utf8 = utf8[(start + 1)..];
        }

        return false;
    }

    private bool StartsWithHex(ReadOnlySpan<byte> utf8)
    {
        var matched = 0;
        foreach (var character in utf8)
        {
            if (matched > 0 && character is (byte)':' or (byte)'-' or (byte)'.')
            {
                continue;
            }

            if (ToLower(character) != _hex[matched])
            {
                return false;
            }

            if (++matched == _hex.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The digits of a MAC address in small letters, such as <c>00:04:F2:aa-bb.cc</c>; a part of one must have a separator, or it
    /// would be any word or number.
    /// </summary>
    private static byte[] HexOf(string word)
    {
        var digits = word.Where(char.IsAsciiHexDigit).Select(digit => (byte)char.ToLowerInvariant(digit)).ToArray();
        var separators = word.Count(character => character is ':' or '-' or '.');
        var isAddress = IPAddress.TryParse(word.Trim('[', ']'), out _) || word.Contains("::", StringComparison.Ordinal);
        var isMac = digits.Length + separators == word.Length
            && digits.Length <= MacLength
            && (digits.Length == MacLength || (separators > 0 && digits.Length >= ShortestPartOfMac && !isAddress));
        return isMac ? digits : [];
    }

    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (ToLower(left[i]) != ToLower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte ToLower(byte character) => character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;

    private static byte ToUpper(byte character) => character is >= (byte)'a' and <= (byte)'z' ? (byte)(character & ~0x20) : character;
}
