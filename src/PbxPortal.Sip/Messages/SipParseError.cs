namespace PbxPortal.Sip.Messages;

/// <summary>Why bytes are not a message that may be acted upon. Each has its words in <see cref="SipParseErrors"/>.</summary>
public enum SipParseError : byte
{
    None,

    /// <summary>Nothing but line breaks: a keep-alive, not a mistake.</summary>
    Empty,
    MessageTooLarge,
    StartLineInvalid,
    UnsupportedVersion,
    RequestUriInvalid,
    StatusCodeInvalid,

    /// <summary>The empty line after the header fields is missing: the message is cut off.</summary>
    HeaderNotTerminated,
    HeaderNameMissing,
    HeaderNameInvalid,

    /// <summary>A carriage return without its line feed, which other elements may read as the end of a line.</summary>
    LineBreakInvalid,
    TooManyHeaders,
    HeaderDuplicated,
    ViaMissing,
    ViaInvalid,
    FromMissing,
    FromInvalid,
    ToMissing,
    ToInvalid,
    CallIdMissing,
    CallIdInvalid,
    CSeqMissing,
    CSeqInvalid,
    CSeqMethodMismatch,
    ContentLengthMissing,
    ContentLengthInvalid,

    /// <summary>The datagram ends before the body does.</summary>
    BodyIncomplete,
}
