namespace PbxPortal.Sip.Messages;

/// <summary>Checks the header fields that every message must have once, and be able to read (RFC 3261, 8.1.1 and 7.3.1).</summary>
/// <remarks>
/// Max-Forwards may be missing, as RFC 2543 did not know it; so may the tags. Contact, Expires and the like are checked where
/// they are used.
/// </remarks>
internal static class MandatoryHeaders
{
    public static void Check(SipMessage message, ref SipParseError error)
    {
        if (message.HasDuplicate)
        {
            SipParseErrors.Note(ref error, SipParseError.HeaderDuplicated);
        }

        CheckVia(message, ref error);
        CheckAddress(message, HeaderName.From, SipParseError.FromMissing, SipParseError.FromInvalid, ref error);
        CheckAddress(message, HeaderName.To, SipParseError.ToMissing, SipParseError.ToInvalid, ref error);
        CheckCallId(message, ref error);
        CheckCSeq(message, ref error);
    }

    /// <summary>Only the topmost value is ours to read; the others belong to other elements.</summary>
    private static void CheckVia(SipMessage message, ref SipParseError error)
    {
        if (!message.Contains(HeaderName.Via))
        {
            SipParseErrors.Note(ref error, SipParseError.ViaMissing);
        }
        else if (!Via.TryParse(message.TopViaBytes, out var via))
        {
            SipParseErrors.Note(ref error, SipParseError.ViaInvalid);
        }
        else
        {
            message.AsksForSource = via.HasRport && via.MulticastAddress.IsEmpty;
        }
    }

    private static void CheckAddress(
        SipMessage message,
        HeaderName name,
        SipParseError missing,
        SipParseError invalid,
        ref SipParseError error)
    {
        if (!message.TryFind(name, out var value))
        {
            SipParseErrors.Note(ref error, missing);
        }
        else if (!NameAddress.TryParse(value, out _))
        {
            SipParseErrors.Note(ref error, invalid);
        }
    }

    /// <summary>callid = word [ "@" word ]. No more is asked of it than that it is one word, as it is only ever compared.</summary>
    private static void CheckCallId(SipMessage message, ref SipParseError error)
    {
        if (!message.TryFind(HeaderName.CallId, out var callId))
        {
            SipParseErrors.Note(ref error, SipParseError.CallIdMissing);
        }
        else if (callId.IsEmpty || callId.ContainsAny(LinearWhiteSpace.Bytes))
        {
            SipParseErrors.Note(ref error, SipParseError.CallIdInvalid);
        }
    }

    /// <summary>The method part of CSeq must be that of the request (8.1.1.5).</summary>
    private static void CheckCSeq(SipMessage message, ref SipParseError error)
    {
        if (!message.TryFind(HeaderName.CSeq, out var value))
        {
            SipParseErrors.Note(ref error, SipParseError.CSeqMissing);
        }
        else if (!CSeq.TryParse(value, out var cSeq))
        {
            SipParseErrors.Note(ref error, SipParseError.CSeqInvalid);
        }
        else if (message is SipRequest request && !cSeq.MethodBytes.SequenceEqual(request.MethodBytes))
        {
            SipParseErrors.Note(ref error, SipParseError.CSeqMethodMismatch);
        }
    }
}
