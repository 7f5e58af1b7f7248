using System.Text;
using PbxPortal.Server.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Writes the responses to REGISTER but for the 200, see <see cref="RegisteredResponse"/>.</summary>
internal static class RegisterResponses
{
    /// <summary>Seconds that a phone is asked to wait while the database cannot be written; spread, lest all come at once.</summary>
    private const int RetryAfterFrom = 10;

    private const int RetryAfterTo = 30;

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

    public static SipWriter Begin(MessageBuffer buffer, RegisterVisit visit, int statusCode, ReadOnlySpan<byte> reasonPhrase = default)
    {
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(visit.Register, tag);
        return ResponseWriter.Begin(buffer, visit.Register, visit.Flow.Peer, statusCode, tag, reasonPhrase);
    }

    private static void WriteUnsupported(SipWriter writer, SipRequest register)
    {
        writer.StartHeader(HeaderName.Unsupported);
        var isFirst = true;
        foreach (var tag in register.EnumerateValues(HeaderName.Require))
        {
            if (!RegisterExtensions.IsOffered(tag))
            {
                writer.Append(isFirst ? default : ", "u8).Append(tag);
                isFirst = false;
            }
        }

        writer.Append(isFirst ? "path"u8 : default).EndHeader(); // Nothing of Require: then it is the Path (RFC 3327, 5.3).
    }

    private static string Quotable(string text) => text.Replace('"', '\'').Replace('\\', '/');
}
