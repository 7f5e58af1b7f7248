namespace PbxPortal.Sip.Messages;

/// <summary>LWS = [*WSP CRLF] 1*WSP (RFC 3261, 25.1), of which folding has left spaces and tabs.</summary>
/// <remarks>
/// Almost nothing has any where it is looked for. The general Trim searches a set for every byte at an end; these compare one
/// byte and go on, some eighty times in a REGISTER.
/// </remarks>
internal static class LinearWhiteSpace
{
    public static ReadOnlySpan<byte> Bytes => " \t"u8;

    public static ReadOnlySpan<byte> TrimLws(this ReadOnlySpan<byte> text) => text.TrimLwsStart().TrimLwsEnd();

    public static ReadOnlySpan<byte> TrimLwsStart(this ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (start < text.Length && Is(text[start]))
        {
            start++;
        }

        return text[start..];
    }

    public static ReadOnlySpan<byte> TrimLwsEnd(this ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > 0 && Is(text[end - 1]))
        {
            end--;
        }

        return text[..end];
    }

    private static bool Is(byte character) => character is (byte)' ' or (byte)'\t';
}
