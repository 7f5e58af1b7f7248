namespace PbxPortal.Server.Devices;

/// <summary>Brings a User-Agent into the form that the rules read: short, printable, single spaces, no MAC address.</summary>
/// <remarks>
/// Phones of one make that put their MAC address into the header then share one text, one look-up and one product.
/// </remarks>
internal static class UserAgentText
{
    /// <summary>No maker needs more; what follows in a longer one is not looked at.</summary>
    public const int MaxLength = 256;

    private const int DigitsOfMac = 12;

    /// <summary>Writes the clean text and tells its length; <paramref name="target"/> holds <see cref="MaxLength"/> characters.</summary>
    public static int Clean(ReadOnlySpan<char> userAgent, Span<char> target, out bool hadMacAddress)
    {
        var source = userAgent.Length > MaxLength ? userAgent[..MaxLength] : userAgent;
        var length = 0;
        hadMacAddress = false;

        for (var at = 0; at < source.Length;)
        {
            if (LengthOfMacAddress(source, at) is var skip and > 0)
            {
                hadMacAddress = true;
                at += skip;
                continue;
            }

            var character = source[at++];
            if (!IsBlank(character))
            {
                target[length++] = character;
            }
            else if (length > 0 && target[length - 1] != ' ')
            {
                target[length++] = ' ';
            }
        }

        return length > 0 && target[length - 1] == ' ' ? length - 1 : length;
    }

    /// <summary>Characters that no product name needs, and that would garble a page.</summary>
    private static bool IsBlank(char character)
    {
        return char.IsWhiteSpace(character) || char.IsControl(character) || char.IsSurrogate(character)
            || character is '\uFFFD' or '\u200E' or '\u200F' or '\uFEFF' or (>= '\u202A' and <= '\u202E');
    }

    /// <summary>
    /// <c>000b823704f7</c>, <c>00:0b:82:37:04:f7</c>, <c>00-0b-82-37-04-f7</c> or <c>000b.8237.04f7</c>,
    /// standing alone or behind letters that are no hex digits (<c>SEP000b823704f7</c>); 0 when none begins here.
    /// </summary>
    private static int LengthOfMacAddress(ReadOnlySpan<char> text, int start)
    {
        if (!char.IsAsciiHexDigit(text[start]) || (start > 0 && char.IsAsciiHexDigit(text[start - 1])))
        {
            return 0;
        }

        var rest = text[start..];
        var group = 0;
        while (group < rest.Length && group <= DigitsOfMac && char.IsAsciiHexDigit(rest[group]))
        {
            group++;
        }

        if (group is not (2 or 4 or DigitsOfMac))
        {
            return 0;
        }

        var groups = DigitsOfMac / group;
        var length = DigitsOfMac + groups - 1;
        return length <= rest.Length && IsGrouped(rest[..length], group) && EndsAt(rest, length) ? length : 0;
    }

    private static bool IsGrouped(ReadOnlySpan<char> text, int group)
    {
        if (text.Length == DigitsOfMac)
        {
            return true;
        }

        var separator = text[group];
        var isKnown = group == 2 ? separator is ':' or '-' : separator is '.';
        for (var at = 0; at < text.Length && isKnown; at++)
        {
            isKnown = (at + 1) % (group + 1) == 0 ? text[at] == separator : char.IsAsciiHexDigit(text[at]);
        }

        return isKnown;
    }

    private static bool EndsAt(ReadOnlySpan<char> text, int length)
    {
        return length == text.Length || !char.IsAsciiLetterOrDigit(text[length]);
    }
}
