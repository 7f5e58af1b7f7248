using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>Cuts a byte stream into messages by their Content-Length (RFC 3261, 18.3).</summary>
/// <remarks>
/// A pure function of the bytes at hand. Nothing is guessed: a missing, doubled or unreadable Content-Length ends the stream,
/// because whoever guesses otherwise than the next element lets a second message be smuggled in a body.
/// </remarks>
internal static class StreamFramer
{
    public static StreamFrame Read(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (start < bytes.Length && bytes[start] is (byte)'\r' or (byte)'\n')
        {
            var rest = bytes[start..];
            if (rest.StartsWith("\r\n\r\n"u8))
            {
                return new StreamFrame(StreamFrameKind.Ping, start, 4, start + 4);
            }

            if ("\r\n\r\n"u8.StartsWith(rest))
            {
                return new StreamFrame(StreamFrameKind.Incomplete, start, 0, start);
            }

            start++;
        }

        return start == bytes.Length
            ? new StreamFrame(StreamFrameKind.Incomplete, start, 0, start)
            : ReadMessage(bytes[start..], start);
    }

    private static StreamFrame ReadMessage(ReadOnlySpan<byte> bytes, int start)
    {
        if (!Grammar.TokenBytes.Contains(bytes[0]))
        {
            // Neither a method nor "SIP/" starts like this; a TLS handshake on a TCP port does.
            return Malformed(SipParseError.StartLineInvalid, start, bytes.Length);
        }

        if (!TryReadHead(bytes, out var headLength, out var bodyLength, out var error))
        {
            return error != SipParseError.None ? Malformed(error, start, headLength)
                : bytes.Length >= SipMessage.MaxLength ? Malformed(SipParseError.MessageTooLarge, start, SipMessage.MaxLength)
                : new StreamFrame(StreamFrameKind.Incomplete, start, 0, start);
        }

        if (bodyLength > SipMessage.MaxLength - headLength)
        {
            return Malformed(SipParseError.MessageTooLarge, start, headLength);
        }

        var length = headLength + (int)bodyLength;
        return length > bytes.Length
            ? new StreamFrame(StreamFrameKind.Incomplete, start, 0, start)
            : new StreamFrame(StreamFrameKind.Message, start, length, start + length);
    }

    /// <summary><c>false</c> with no error when the empty line has not come yet.</summary>
    private static bool TryReadHead(ReadOnlySpan<byte> bytes, out int headLength, out uint bodyLength, out SipParseError error)
    {
        headLength = 0;
        bodyLength = 0;
        error = SipParseError.None;
        var hasLength = false;
        while (TryTakeLine(bytes, ref headLength, out var line))
        {
            if (line.IsEmpty)
            {
                error = hasLength ? error : SipParseError.ContentLengthMissing;
                return error == SipParseError.None;
            }

            if (!IsContentLength(line, out var value))
            {
                continue;
            }

            if (hasLength || !Grammar.TryParseNumber(value, out bodyLength))
            {
                error = SipParseError.ContentLengthInvalid;
            }

            hasLength = true;
        }

        error = SipParseError.None;
        return false;
    }

    private static bool IsContentLength(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        value = line[(colon + 1)..].Trim(" \t\r\n"u8);
        return colon > 0 && HeaderNames.Parse(line[..colon].TrimLwsEnd()) == HeaderName.ContentLength;
    }

    /// <summary>Takes one logical line: up to a line break that is not followed by white space (7.3.1).</summary>
    private static bool TryTakeLine(ReadOnlySpan<byte> bytes, ref int position, out ReadOnlySpan<byte> line)
    {
        var start = position;
        var next = start;
        line = default;
        do
        {
            var length = bytes[next..].IndexOf((byte)'\n');
            if (length < 0)
            {
                return false;
            }

            line = bytes[start..(next + length)].TrimEnd((byte)'\r');
            next += length + 1;
            if (!line.IsEmpty && next == bytes.Length)
            {
                return false; // Whether the line goes on is not known yet.
            }
        }
        while (!line.IsEmpty && bytes[next] is (byte)' ' or (byte)'\t');

        position = next;
        return true;
    }

    private static StreamFrame Malformed(SipParseError error, int start, int length) =>
        new(StreamFrameKind.Malformed, start, length, start + length, error);
}
