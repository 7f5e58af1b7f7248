using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>Takes the escapes out of what stood between two quotes (RFC 3261, 25.1, quoted-pair).</summary>
public static class QuotedString
{
    /// <summary>Gives the number of bytes written, which is never more than the length of <paramref name="inner"/>.</summary>
    public static int Unescape(ReadOnlySpan<byte> inner, Span<byte> destination)
    {
        var written = 0;
        for (var index = 0; index < inner.Length; index++)
        {
            if (inner[index] == (byte)'\\' && index + 1 < inner.Length)
            {
                index++;
            }

            destination[written++] = inner[index];
        }

        return written;
    }

    /// <summary>For the cold path: the text without escapes.</summary>
    public static string UnescapeToString(ReadOnlySpan<byte> inner)
    {
        if (!inner.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(inner);
        }

        var unescaped = new byte[inner.Length];
        return Encoding.UTF8.GetString(unescaped, 0, Unescape(inner, unescaped));
    }
}
