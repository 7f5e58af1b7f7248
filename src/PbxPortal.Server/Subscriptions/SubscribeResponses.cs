using System.Security.Cryptography;
using System.Text;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Writes the responses to SUBSCRIBE.</summary>
internal static class SubscribeResponses
{
    /// <summary>The event packages that are offered.</summary>
    public static ReadOnlySpan<byte> AllowedEvents => "reg, dialog"u8;

    /// <summary>With the routes of the request, as it begins a dialog (RFC 3261, 12.1.1).</summary>
    /// <param name="toTag">Ignored where To has its tag already.</param>
    public static MessageBuffer Ok(SubscribeVisit visit, string toTag, string sentBy)
    {
        var buffer = MessageBuffer.Rent();
        var writer = ResponseWriter.Begin(buffer, visit.Subscribe, visit.Flow.Peer, StatusCode.Ok, Encoding.ASCII.GetBytes(toTag));
        foreach (var route in visit.Subscribe.EnumerateRows(HeaderName.RecordRoute))
        {
            writer.Header(HeaderName.RecordRoute, route);
        }

        writer
            .StartHeader(HeaderName.Contact).Append($"<sip:{sentBy}").Append(TransportTexts.ParameterOf(visit.Flow.Protocol)).Append(">"u8).EndHeader()
            .Header(HeaderName.Expires, visit.Seconds)
            .End();
        return buffer;
    }

    public static MessageBuffer Refusal(SubscribeVisit visit, SubscribeRefusal refusal, DigestAuthenticator authenticator)
    {
        var (statusCode, reasonPhrase) = ResponseTo(refusal);
        var writer = Begin(visit, statusCode, reasonPhrase, out var buffer);
        switch (statusCode)
        {
            case StatusCode.Unauthorized:
                var isStale = visit.Authentication == AuthenticationOutcome.Stale;
                var userAgent = visit.Subscribe.Find(HeaderName.UserAgent);
                authenticator.WriteChallenges(
                    writer, visit.Domain!, isStale, Encoding.UTF8.GetString(userAgent[..Math.Min(userAgent.Length, 256)]));
                break;
            case StatusCode.NotAcceptable:
                writer.Header(HeaderName.Accept, visit.Package!.ContentType);
                break;
            case StatusCode.IntervalTooBrief:
                writer.Header(HeaderName.MinExpires, SubscribeCheck.MinExpires);
                break;
            case StatusCode.BadEvent:
                writer.Header(HeaderName.AllowEvents, AllowedEvents);
                break;
            case StatusCode.BadExtension:
                WriteUnsupported(writer, visit.Subscribe);
                break;
            case StatusCode.ServiceUnavailable:
                writer.Header(HeaderName.RetryAfter, RandomNumberGenerator.GetInt32(30, 90));
                break;
        }

        writer.End();
        return buffer;
    }

    public static MessageBuffer ServerError(SubscribeVisit visit)
    {
        Begin(visit, StatusCode.ServerInternalError, "", out var buffer).End();
        return buffer;
    }

    private static (int StatusCode, string ReasonPhrase) ResponseTo(SubscribeRefusal refusal) => refusal switch
    {
        SubscribeRefusal.UnsupportedScheme => (StatusCode.UnsupportedUriScheme, ""),
        SubscribeRefusal.BadExtension => (StatusCode.BadExtension, ""),
        SubscribeRefusal.BadEvent => (StatusCode.BadEvent, ""),
        SubscribeRefusal.NotAcceptable => (StatusCode.NotAcceptable, ""),
        SubscribeRefusal.UnknownDialog => (StatusCode.CallOrTransactionDoesNotExist, "Subscription Does Not Exist"),
        SubscribeRefusal.WrongDomain => (StatusCode.NotFound, "Domain Not Served Here"),
        SubscribeRefusal.MalformedCredentials => (StatusCode.BadRequest, "Bad Request (Authorization)"),
        SubscribeRefusal.UserDisabled => (StatusCode.Forbidden, "User Disabled"),
        SubscribeRefusal.NotYours => (StatusCode.Forbidden, "Not Your Address"),
        SubscribeRefusal.OneDialog => (StatusCode.Forbidden, "All Dialogs Or None"),
        SubscribeRefusal.NoSuchUser => (StatusCode.NotFound, ""),
        SubscribeRefusal.BadContact => (StatusCode.BadRequest, "Bad Request (Contact)"),
        SubscribeRefusal.TooLong => (StatusCode.BadRequest, "Bad Request (Too Long)"),
        SubscribeRefusal.TooBrief => (StatusCode.IntervalTooBrief, ""),
        SubscribeRefusal.OutOfOrder => (StatusCode.ServerInternalError, "CSeq Out Of Order"),
        SubscribeRefusal.TooMany => (StatusCode.Forbidden, "Too Many Subscriptions"),
        SubscribeRefusal.Overloaded => (StatusCode.ServiceUnavailable, ""),
        _ => (StatusCode.Unauthorized, ""),
    };

    private static SipWriter Begin(SubscribeVisit visit, int statusCode, string reasonPhrase, out MessageBuffer buffer)
    {
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(visit.Subscribe, tag);
        buffer = MessageBuffer.Rent();
        return ResponseWriter.Begin(
            buffer, visit.Subscribe, visit.Flow.Peer, statusCode, tag, Encoding.UTF8.GetBytes(reasonPhrase));
    }

    private static void WriteUnsupported(SipWriter writer, SipRequest subscribe)
    {
        foreach (var required in subscribe.EnumerateRows(HeaderName.Require))
        {
            writer.Header(HeaderName.Unsupported, required);
        }
    }
}
