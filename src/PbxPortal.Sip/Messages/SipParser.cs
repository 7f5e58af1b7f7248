namespace PbxPortal.Sip.Messages;

/// <summary>Makes a message of bytes and checks what RFC 3261 makes mandatory in every message. Never throws.</summary>
public static class SipParser
{
    /// <summary>
    /// Reads one message. On a mistake it gives <c>false</c> and names the first one; the message then holds what could be
    /// read, so that a request can be answered, or is <c>null</c> when there is not even a method. The caller owns and
    /// disposes the message in both cases.
    /// </summary>
    /// <remarks>What follows a body of the length given by Content-Length is discarded (18.3).</remarks>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out SipMessage? message, out SipParseError error)
    {
        message = null;
        datagram = datagram.TrimStart("\r\n"u8); // Empty lines before the start line are ignored (7.5).
        if (datagram.IsEmpty || datagram.Length > SipMessage.MaxLength)
        {
            error = datagram.IsEmpty ? SipParseError.Empty : SipParseError.MessageTooLarge;
            return false;
        }

        var lineLength = datagram.IndexOfAny((byte)'\r', (byte)'\n');
        var startLine = lineLength < 0 ? datagram : datagram[..lineLength];
        message = StartLine.IsResponse(startLine)
            ? StartLine.ReadResponse(datagram, startLine, out error)
            : StartLine.ReadRequest(datagram, startLine, out error);
        if (message is null)
        {
            return false;
        }

        var bodyStart = HeaderSection.Read(message, startLine.Length, ref error);
        MandatoryHeaders.Check(message, ref error);
        CutBody(message, bodyStart, ref error);
        return error == SipParseError.None;
    }

    /// <summary>Without a Content-Length the body ends with the datagram (18.3).</summary>
    private static void CutBody(SipMessage message, int bodyStart, ref SipParseError error)
    {
        var available = message.Bytes.Length - bodyStart;
        var length = (uint)available;
        if (message.TryFind(HeaderName.ContentLength, out var value) && !Grammar.TryParseNumber(value, out length))
        {
            SipParseErrors.Note(ref error, SipParseError.ContentLengthInvalid);
            length = (uint)available;
        }

        if (length > available)
        {
            SipParseErrors.Note(ref error, SipParseError.BodyIncomplete);
        }

        message.SetBody(bodyStart, (int)Math.Min(length, (uint)available));
    }
}
