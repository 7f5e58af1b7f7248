namespace PbxPortal.Sip.Messages;

/// <summary>Fills the table of header fields and unfolds values in place (RFC 3261, 7.3.1).</summary>
/// <remarks>
/// A line may end in a bare LF: tools and small devices send it (the archive of RFC 5118 does), and it cannot be misread. A bare
/// CR is refused, as an element that takes it for the end of a line would see other header fields than this one does.
/// </remarks>
internal static class HeaderSection
{
    /// <summary>Gives where the body starts.</summary>
    public static int Read(SipMessage message, int startLineLength, ref SipParseError error)
    {
        var bytes = message.Buffer;
        var position = startLineLength;
        if (!TryEndLine(bytes, ref position, ref error))
        {
            return bytes.Length;
        }

        while (message.HeaderCount < SipMessage.MaxHeaderCount)
        {
            var start = position;
            position = IndexOfLineEnd(bytes, start);
            var end = position;
            if (!TryEndLine(bytes, ref position, ref error))
            {
                return bytes.Length;
            }

            if (end == start)
            {
                return position;
            }

            while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t')
            {
                bytes[end..position].Fill((byte)' '); // The line break becomes spaces, which is what folding means.
                position = IndexOfLineEnd(bytes, position);
                end = position;
                if (!TryEndLine(bytes, ref position, ref error))
                {
                    return bytes.Length;
                }
            }

            AddField(message, bytes, start, end, ref error);
        }

        SipParseErrors.Note(ref error, SipParseError.TooManyHeaders);
        return bytes.Length;
    }

    /// <summary>message-header = token HCOLON value; HCOLON allows white space before the colon.</summary>
    private static void AddField(SipMessage message, ReadOnlySpan<byte> bytes, int start, int end, ref SipParseError error)
    {
        var line = bytes[start..end];
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? default : line[..colon].TrimLwsEnd();
        if (name.IsEmpty)
        {
            SipParseErrors.Note(ref error, SipParseError.HeaderNameMissing);
            return;
        }

        var known = HeaderNames.Parse(name);
        if (known == HeaderName.Unknown && !Grammar.IsToken(name))
        {
            SipParseErrors.Note(ref error, SipParseError.HeaderNameInvalid);
            return;
        }

        var value = line[(colon + 1)..].TrimLwsStart();
        var valueStart = end - value.Length;
        value = value.TrimLwsEnd();
        message.Add(new HeaderField(known, (ushort)start, (ushort)name.Length, (ushort)valueStart, (ushort)value.Length));
    }

    private static int IndexOfLineEnd(ReadOnlySpan<byte> bytes, int start)
    {
        var length = bytes[start..].IndexOfAny((byte)'\r', (byte)'\n');
        return length < 0 ? bytes.Length : start + length;
    }

    /// <summary>Steps over CRLF or LF.</summary>
    private static bool TryEndLine(ReadOnlySpan<byte> bytes, ref int position, ref SipParseError error)
    {
        var rest = bytes[position..];
        if (rest is [(byte)'\r', (byte)'\n', ..] or [(byte)'\n', ..])
        {
            position += rest[0] == (byte)'\r' ? 2 : 1;
            return true;
        }

        SipParseErrors.Note(
            ref error,
            rest.Length < 2 ? SipParseError.HeaderNotTerminated : SipParseError.LineBreakInvalid);
        return false;
    }
}
