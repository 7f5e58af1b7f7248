using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Requests;

/// <summary>Begins a request of our own to one device, outside of any dialog (RFC 3261, 8.1.1).</summary>
internal static class RequestToDevice
{
    private static ReadOnlySpan<byte> MaxForwards => "70"u8;

    /// <summary>
    /// Request line, Via, Max-Forwards, From, To, Call-ID, CSeq and Contact. The Request-URI is the contact as the device
    /// registered it. From and To both name the user: phones take an unasked NOTIFY from their own account's address more
    /// readily than from a stranger's.
    /// </summary>
    public static SipWriter Begin(
        MessageBuffer buffer, SipMethod method, Branch branch, Binding binding, User user, Flow flow, SentBy sentBy)
    {
        Span<byte> text = stackalloc byte[Branch.Length];
        branch.Write(text);
        var random = text[^Branch.TextLength..];
        var us = Encoding.ASCII.GetBytes(sentBy.Of(flow));
        var name = SipMethodNames.ToBytes(method);
        var writer = new SipWriter(buffer).RequestLine(name, WithoutHeaders(binding.ContactUriBytes));
        if (!binding.PathBytes.IsEmpty)
        {
            writer.Header(HeaderName.Route, binding.PathBytes); // The way that its REGISTER came (RFC 3327, 5.4).
        }

        return writer
            .StartHeader(HeaderName.Via).Append("SIP/2.0/"u8).Append(TransportTexts.ViaOf(flow.Protocol)).Append(" "u8).Append(us)
            .Append(";branch="u8).Append(text).Append(";rport"u8).EndHeader()
            .Header(HeaderName.MaxForwards, MaxForwards)
            .StartHeader(HeaderName.From).Append($"<{user.AddressOfRecord}>").Append(";tag="u8).Append(random).EndHeader()
            .StartHeader(HeaderName.To).Append($"<{user.AddressOfRecord}>").EndHeader()
            .StartHeader(HeaderName.CallId).Append(random).Append("@"u8).Append(us).EndHeader()
            .StartHeader(HeaderName.CSeq).Append("1 "u8).Append(name).EndHeader()
            .StartHeader(HeaderName.Contact).Append("<sip:"u8).Append(us)
            .Append(TransportTexts.ParameterOf(flow.Protocol)).Append(">"u8).EndHeader();
    }

    /// <summary>A Request-URI has no header part (19.1.1, table 1).</summary>
    internal static ReadOnlySpan<byte> WithoutHeaders(ReadOnlySpan<byte> uri)
    {
        if (!SipUri.TryParse(uri, out var parsed) || parsed.Headers.IsEmpty)
        {
            return uri;
        }

        return uri[..^(parsed.Headers.Length + 1)];
    }
}
