using System.Text;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Writes the responses to REGISTER.</summary>
internal static class RegisterResponses
{
    /// <summary>Seconds that a phone is asked to wait while the database cannot be written; spread, lest all come at once.</summary>
    private const int RetryAfterFrom = 10;

    private const int RetryAfterTo = 30;

    /// <summary>
    /// 200 with every binding (10.3 step 8): this device's own first, its URI byte for byte and <c>expires</c> as granted, because
    /// phones look for their own contact there; then the others; then Expires and Date.
    /// </summary>
    public static MessageBuffer Ok(RegisterVisit visit, in RegisterOutcome outcome, MonotonicClock clock)
    {
        var buffer = MessageBuffer.Rent();
        var writer = Begin(buffer, visit, StatusCode.Ok);
        var now = clock.Now;
        long? expires = visit.Register.Contains(HeaderName.Contact) && visit.Request is not { IsWildcard: true } ? 0 : null;
        foreach (var deviceId in visit.OwnDeviceIds)
        {
            if (outcome.Location.Find(deviceId)?.LiveBinding(now) is { } own)
            {
                // As granted, however long the commit took: never a second too few.
                var granted = visit.Known.Location is null ? own.Lease.GrantedSeconds : visit.Known.Seconds;
                var seconds = outcome.IsRepeat ? SecondsLeft(own, now) : granted;
                WriteContact(writer, own, seconds);
                expires = expires is null or 0 ? seconds : expires;
            }
        }

        foreach (var entry in outcome.Location.Devices)
        {
            if (entry.LiveBinding(now) is { } other && !visit.OwnDeviceIds.Contains(entry.Device.Id))
            {
                WriteContact(writer, other, SecondsLeft(other, now));
            }
        }

        if (expires is { } common)
        {
            writer.Header(HeaderName.Expires, common);
        }

        writer.Header(HeaderName.Date, DateText.At(clock.UtcNow)).End();
        return buffer;
    }

    public static MessageBuffer Refusal(
        RegisterVisit visit, RegistrationRefusal refusal, string detail, DigestAuthenticator authenticator, RegistrarOptions options)
    {
        var (statusCode, reasonPhrase) = RegistrationRefusals.ResponseTo(refusal);
        var buffer = MessageBuffer.Rent();
        var writer = Begin(buffer, visit, statusCode, Encoding.UTF8.GetBytes(reasonPhrase));
        switch (statusCode)
        {
            case StatusCode.Unauthorized:
                var isStale = visit.Authentication == AuthenticationOutcome.Stale;
                authenticator.WriteChallenges(writer, visit.Domain!, isStale, visit.UserAgent);
                break;
            case StatusCode.IntervalTooBrief:
                writer.Header(HeaderName.MinExpires, options.MinExpires);
                break;
            case StatusCode.BadExtension:
                WriteUnsupported(writer, visit.Register);
                break;
            case StatusCode.ServiceUnavailable:
                writer.Header(HeaderName.RetryAfter, System.Security.Cryptography.RandomNumberGenerator.GetInt32(RetryAfterFrom, RetryAfterTo));
                break;
        }

        if (statusCode == StatusCode.Forbidden && detail.Length > 0)
        {
            // RFC 3261, 20.43: 399 is a text for people.
            writer.Header(HeaderName.Warning, $"399 {visit.Domain!.Name} \"{Quotable(detail)}\"");
        }

        writer.End();
        return buffer;
    }

    public static MessageBuffer ServerError(RegisterVisit visit)
    {
        var buffer = MessageBuffer.Rent();
        Begin(buffer, visit, StatusCode.ServerInternalError).End();
        return buffer;
    }

    private static SipWriter Begin(MessageBuffer buffer, RegisterVisit visit, int statusCode, ReadOnlySpan<byte> reasonPhrase = default)
    {
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(visit.Register, tag);
        return ResponseWriter.Begin(buffer, visit.Register, visit.Flow.Peer, statusCode, tag, reasonPhrase);
    }

    /// <summary>Rounded up: a phone that is told a second too few asks for a second less each time.</summary>
    private static long SecondsLeft(Binding binding, long now) => Math.Max((binding.Deadline - now + 999) / 1000, 1);

    private static void WriteContact(SipWriter writer, Binding binding, long seconds) => writer
        .StartHeader(HeaderName.Contact)
        .Append("<"u8).Append(binding.ContactUriBytes).Append(">"u8)
        .Append(binding.ContactParameterBytes)
        .Append(";expires="u8).Append(seconds)
        .EndHeader();

    private static void WriteUnsupported(SipWriter writer, SipRequest register)
    {
        writer.StartHeader(HeaderName.Unsupported);
        var isFirst = true;
        foreach (var tag in register.EnumerateValues(HeaderName.Require))
        {
            writer.Append(isFirst ? default : ", "u8).Append(tag);
            isFirst = false;
        }

        writer.EndHeader();
    }

    private static string Quotable(string text) => text.Replace('"', '\'').Replace('\\', '/');
}
