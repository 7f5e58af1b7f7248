namespace PbxPortal.Sip.Messages;

/// <summary>The answer to each <see cref="SipParseError"/>: status code and a reason phrase that names the mistake.</summary>
public static class SipParseErrors
{
    public static int StatusCodeOf(SipParseError error) => error switch
    {
        SipParseError.UnsupportedVersion => StatusCode.VersionNotSupported,
        SipParseError.MessageTooLarge => StatusCode.MessageTooLarge,
        _ => StatusCode.BadRequest,
    };

    /// <summary>RFC 3261, 21.4.1: the reason phrase should identify the syntax problem in more detail.</summary>
    public static ReadOnlySpan<byte> ReasonPhraseOf(SipParseError error) => error switch
    {
        SipParseError.UnsupportedVersion => "Version Not Supported"u8,
        SipParseError.MessageTooLarge => "Message Too Large"u8,
        SipParseError.StartLineInvalid => "Bad Request (start line)"u8,
        SipParseError.RequestUriInvalid => "Bad Request (Request-URI)"u8,
        SipParseError.HeaderNotTerminated => "Bad Request (no empty line after the header fields)"u8,
        SipParseError.HeaderNameMissing => "Bad Request (header field without a name)"u8,
        SipParseError.HeaderNameInvalid => "Bad Request (header field name)"u8,
        SipParseError.LineBreakInvalid => "Bad Request (line break)"u8,
        SipParseError.TooManyHeaders => "Bad Request (too many header fields)"u8,
        SipParseError.HeaderDuplicated => "Bad Request (header field given twice)"u8,
        SipParseError.ViaMissing => "Bad Request (Via missing)"u8,
        SipParseError.ViaInvalid => "Bad Request (Via)"u8,
        SipParseError.FromMissing => "Bad Request (From missing)"u8,
        SipParseError.FromInvalid => "Bad Request (From)"u8,
        SipParseError.ToMissing => "Bad Request (To missing)"u8,
        SipParseError.ToInvalid => "Bad Request (To)"u8,
        SipParseError.CallIdMissing => "Bad Request (Call-ID missing)"u8,
        SipParseError.CallIdInvalid => "Bad Request (Call-ID)"u8,
        SipParseError.CSeqMissing => "Bad Request (CSeq missing)"u8,
        SipParseError.CSeqInvalid => "Bad Request (CSeq)"u8,
        SipParseError.CSeqMethodMismatch => "Bad Request (CSeq of another method)"u8,
        SipParseError.ContentLengthMissing => "Bad Request (Content-Length missing)"u8,
        SipParseError.ContentLengthInvalid => "Bad Request (Content-Length)"u8,
        SipParseError.BodyIncomplete => "Bad Request (body shorter than Content-Length)"u8,
        _ => "Bad Request"u8,
    };

    /// <summary>Keeps the first mistake; what comes after it is often only its consequence.</summary>
    internal static void Note(ref SipParseError error, SipParseError next)
    {
        if (error == SipParseError.None)
        {
            error = next;
        }
    }
}
