using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>Reads the Request-Line and the Status-Line (RFC 3261, 7.1 and 7.2).</summary>
internal static class StartLine
{
    private const int StatusCodeLength = 3;

    public static bool IsResponse(ReadOnlySpan<byte> line) => line.Length >= 4 && Ascii.EqualsIgnoreCase(line[..4], "SIP/"u8);

    /// <summary>Request-Line = Method SP Request-URI SP SIP-Version CRLF, each SP exactly one space.</summary>
    public static SipRequest? ReadRequest(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> line, out SipParseError error)
    {
        error = SipParseError.StartLineInvalid;
        var methodLength = line.IndexOf((byte)' ');
        if (methodLength <= 0 || !Grammar.IsToken(line[..methodLength]))
        {
            return null;
        }

        var request = SipRequest.Rent(datagram);
        var uriStart = methodLength + 1;
        var uriEnd = Math.Max(line.LastIndexOf((byte)' '), uriStart);
        request.SetRequestLine(methodLength, uriStart..uriEnd);
        error = VersionError(uriEnd < line.Length ? line[(uriEnd + 1)..] : default);
        if (error == SipParseError.None && !IsRequestUri(request.RequestUri))
        {
            error = SipParseError.RequestUriInvalid;
        }

        return request;
    }

    /// <summary>Status-Line = SIP-Version SP Status-Code SP Reason-Phrase CRLF; the space before no phrase may be missing.</summary>
    public static SipResponse? ReadResponse(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> line, out SipParseError error)
    {
        var versionLength = line.IndexOf((byte)' ');
        error = VersionError(versionLength < 0 ? line : line[..versionLength]);
        if (error != SipParseError.None)
        {
            return null;
        }

        var codeStart = versionLength + 1;
        var codeEnd = codeStart + StatusCodeLength;
        if (line.Length < codeEnd
            || (line.Length > codeEnd && line[codeEnd] != (byte)' ')
            || !Grammar.TryParseNumber(line[codeStart..codeEnd], out var statusCode)
            || statusCode is < 100 or > 699)
        {
            error = SipParseError.StatusCodeInvalid;
            return null;
        }

        var response = SipResponse.Rent(datagram);
        response.SetStatusLine((int)statusCode, Math.Min(codeEnd + 1, line.Length)..line.Length);
        return response;
    }

    /// <summary>SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT, case-insensitive.</summary>
    private static SipParseError VersionError(ReadOnlySpan<byte> version)
    {
        if (Ascii.EqualsIgnoreCase(version, "SIP/2.0"u8))
        {
            return SipParseError.None;
        }

        var dot = version.IndexOf((byte)'.');
        return IsResponse(version)
            && dot > 0
            && Grammar.TryParseNumber(version[4..dot], out _)
            && Grammar.TryParseNumber(version[(dot + 1)..], out _)
                ? SipParseError.UnsupportedVersion
                : SipParseError.StartLineInvalid;
    }

    /// <summary>
    /// A SIP or SIPS Request-URI has no headers component (19.1.1, table 1). Other schemes are well-formed, and refused above
    /// with 416 (8.2.2.1).
    /// </summary>
    private static bool IsRequestUri(ReadOnlySpan<byte> text) => SipUri.TryParse(text, out var uri) && uri.Headers.IsEmpty;
}
