using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace PbxPortal.Server.Tracing;

/// <summary>Takes the secrets out of a message before it is kept, without changing its length: no byte of it moves.</summary>
/// <remarks>
/// Of credentials and challenges (RFC 7616, 3.3 to 3.5) only those parameters stay that are known to be harmless; what is unknown
/// or cannot be read is masked. Each masked value begins with four digits that are the same for the same value, under a key of this
/// process: so that one sees whether a phone repeats a nonce or an answer, and learns nothing else.
/// </remarks>
internal static class SecretMask
{
    private const int FingerprintLength = 4;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private static readonly string[] SecretHeaders =
        ["Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Proxy-Authentication-Info"];

    private static readonly string[] HarmlessParameters =
        ["username", "username*", "realm", "uri", "algorithm", "qop", "nc", "stale", "domain", "userhash", "charset"];

    private static readonly SearchValues<byte> UriEnd = SearchValues.Create(" \t\r\n<>\""u8);

    private static readonly SearchValues<byte> KeyEnd = SearchValues.Create("| \t\r\n;"u8);

    private static ReadOnlySpan<byte> Label => "masked-"u8;

    public static void Apply(Span<byte> message)
    {
        var rest = message;
        while (TakeLine(ref rest, out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && IsOneOf(Trim(line[..colon]), SecretHeaders))
            {
                MaskCredentials(line[(colon + 1)..]);
            }
        }

        MaskUserPasswords(message);
        MaskMediaKeys(message);
    }

    /// <summary>A header field with its continuation lines (RFC 3261, 7.3.1), or any other line.</summary>
    private static bool TakeLine(ref Span<byte> rest, out Span<byte> line)
    {
        var end = 0;
        do
        {
            var length = rest[end..].IndexOf((byte)'\n');
            end = length < 0 ? rest.Length : end + length + 1;
        }
        while (end < rest.Length && rest[end] is (byte)' ' or (byte)'\t');

        line = rest[..end];
        rest = rest[end..];
        return end > 0;
    }

    private static void MaskCredentials(Span<byte> value)
    {
        var start = value.IndexOfAnyExcept(" \t\r\n"u8);
        if (start < 0)
        {
            return;
        }

        var scheme = value[start..];
        var length = scheme.IndexOfAny(" \t\r\n"u8);
        scheme = length < 0 ? scheme : scheme[..length];
        var parameters = value[(start + scheme.Length)..];
        if (IsOneOf(scheme, ["Digest"]))
        {
            MaskParameters(parameters);
        }
        else if (scheme.Contains((byte)'='))
        {
            MaskParameters(value[start..]); // Authentication-Info has no scheme.
        }
        else
        {
            MaskAll(parameters);
        }
    }

    private static void MaskParameters(Span<byte> rest)
    {
        while ((rest = SkipSeparators(rest)).Length > 0)
        {
            var end = rest.IndexOfAny("=,"u8);
            if (end < 0 || rest[end] == (byte)',')
            {
                MaskAll(end < 0 ? rest : rest[..end]); // No parameter: whatever it is, nobody knows that it is harmless.
                rest = end < 0 ? default : rest[end..];
                continue;
            }

            var name = Trim(rest[..end]);
            var value = SkipSeparators(rest[(end + 1)..], isComma: false);
            var (from, to, next) = ValueIn(value);
            if (!IsOneOf(name, HarmlessParameters))
            {
                Mask(value[from..to]);
            }

            rest = value[next..];
        }
    }

    /// <summary>Where the value of a parameter stands, without its quotes, and where the next one may begin.</summary>
    private static (int From, int To, int Next) ValueIn(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'"')
        {
            var comma = text.IndexOf((byte)',');
            comma = comma < 0 ? text.Length : comma;
            return (0, text[..comma].TrimEnd(" \t\r\n"u8).Length, comma);
        }

        var end = 1;
        while (end < text.Length && text[end] != (byte)'"')
        {
            end += text[end] == (byte)'\\' ? 2 : 1;
        }

        end = Math.Min(end, text.Length);
        return (1, Math.Max(1, end), Math.Min(end + 1, text.Length));
    }

    /// <summary>The deprecated password of a SIP URI (RFC 3261, 19.1.1), wherever one stands.</summary>
    private static void MaskUserPasswords(Span<byte> message)
    {
        for (var colon = 0; colon < message.Length; colon++)
        {
            var next = message[colon..].IndexOf((byte)':');
            if (next < 0)
            {
                return;
            }

            colon += next;
            var scheme = message[..colon];
            if (!EndsWith(scheme, "sip") && !EndsWith(scheme, "sips"))
            {
                continue;
            }

            var uri = message[(colon + 1)..];
            var end = uri.IndexOfAny(UriEnd);
            uri = end < 0 ? uri : uri[..end];
            var at = uri.IndexOf((byte)'@');
            var password = at < 0 ? -1 : uri[..at].IndexOf((byte)':');
            if (password >= 0)
            {
                Mask(uri[(password + 1)..at]);
            }
        }
    }

    /// <summary>The keys of SDES (RFC 4568, 9.1), which would open recorded speech.</summary>
    private static void MaskMediaKeys(Span<byte> message)
    {
        var rest = message;
        for (var place = rest.IndexOf("inline:"u8); place >= 0; place = rest.IndexOf("inline:"u8))
        {
            rest = rest[(place + "inline:"u8.Length)..];
            var end = rest.IndexOfAny(KeyEnd);
            Mask(end < 0 ? rest : rest[..end]);
        }
    }

    private static void Mask(Span<byte> secret)
    {
        if (secret.Length < Label.Length + FingerprintLength)
        {
            secret.Fill((byte)'x');
            return;
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Key, secret, hash);
        secret.Fill((byte)'x');
        Label.CopyTo(secret);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash[..(FingerprintLength / 2)]), secret[Label.Length..]);
    }

    /// <summary>All but white space, so that lines stay lines.</summary>
    private static void MaskAll(Span<byte> text)
    {
        foreach (ref var letter in text)
        {
            letter = letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' ? letter : (byte)'x';
        }
    }

    private static Span<byte> SkipSeparators(Span<byte> text, bool isComma = true)
    {
        var start = text.IndexOfAnyExcept(isComma ? " \t\r\n,"u8 : " \t\r\n"u8);
        return start < 0 ? default : text[start..];
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    private static bool EndsWith(ReadOnlySpan<byte> text, string word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[^word.Length..], word);

    private static bool IsOneOf(ReadOnlySpan<byte> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Ascii.EqualsIgnoreCase(text, word))
            {
                return true;
            }
        }

        return false;
    }
}
