namespace PbxPortal.Sip.Messages;

/// <summary>escaped = "%" HEXDIG HEXDIG (RFC 3261, 25.1).</summary>
internal static class UriEscape
{
    /// <summary>Takes one character, escaped or not. A percent sign that starts no escape stands for itself.</summary>
    public static byte Take(ref ReadOnlySpan<byte> text, out bool isEscaped)
    {
        isEscaped = IsEscape(text);
        var character = isEscaped ? (byte)((HexValue(text[1]) << 4) | HexValue(text[2])) : text[0];
        text = text[(isEscaped ? 3 : 1)..];
        return character;
    }

    public static bool IsWellFormed(ReadOnlySpan<byte> text)
    {
        var percent = text.IndexOf((byte)'%');
        while (percent >= 0)
        {
            if (!IsEscape(text[percent..]))
            {
                return false;
            }

            text = text[(percent + 3)..];
            percent = text.IndexOf((byte)'%');
        }

        return true;
    }

    private static bool IsEscape(ReadOnlySpan<byte> text) =>
        text.Length >= 3
        && text[0] == (byte)'%'
        && char.IsAsciiHexDigit((char)text[1])
        && char.IsAsciiHexDigit((char)text[2]);

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
