using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transactions;

/// <summary>Writes the requests that follow an INVITE of ours hop by hop: the ACK of a failure and the CANCEL.</summary>
internal static class InviteFollowers
{
    private static ReadOnlySpan<byte> MaxForwards => "70"u8;

    /// <summary>
    /// Request-URI, topmost Via, Route, From, Call-ID and the number of CSeq are the INVITE's, To is that of the response (17.1.1.3).
    /// </summary>
    public static byte[] WriteAck(ReadOnlySpan<byte> invite, SipResponse response)
    {
        using var buffer = MessageBuffer.Rent();
        Begin(buffer, invite, SipMethod.Ack, response.Find(HeaderName.To)).End();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As the ACK, but To is the INVITE's too (9.1).</summary>
    public static byte[] WriteCancel(ReadOnlySpan<byte> invite, string reason)
    {
        using var buffer = MessageBuffer.Rent();
        var writer = Begin(buffer, invite, SipMethod.Cancel, to: default);
        if (reason.Length > 0)
        {
            writer.Header(HeaderName.Reason, reason);
        }

        writer.End();
        return buffer.WrittenSpan.ToArray();
    }

    private static SipWriter Begin(MessageBuffer buffer, ReadOnlySpan<byte> bytes, SipMethod method, ReadOnlySpan<byte> to)
    {
        _ = SipParser.TryParse(bytes, out var message, out _);
        using var invite = (SipRequest)message!; // We have written it.
        var name = SipMethodNames.ToBytes(method);
        var writer = new SipWriter(buffer).RequestLine(name, invite.RequestUri).Header(HeaderName.Via, invite.TopViaBytes);
        foreach (var route in invite.EnumerateRows(HeaderName.Route))
        {
            writer.Header(HeaderName.Route, route);
        }

        return writer
            .Header(HeaderName.MaxForwards, MaxForwards)
            .Header(HeaderName.From, invite.Find(HeaderName.From))
            .Header(HeaderName.To, to.IsEmpty ? invite.Find(HeaderName.To) : to)
            .Header(HeaderName.CallId, invite.CallId)
            .StartHeader(HeaderName.CSeq).Append(invite.CSeq.Number).Append(" "u8).Append(name).EndHeader();
    }
}
