using System.Security.Cryptography;
using System.Text;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Why a request is not forwarded: the response that says so.</summary>
/// <param name="StatusCode">Of the response.</param>
/// <param name="ReasonPhrase">Empty for the recommended one.</param>
/// <param name="Write">Adds header fields; <c>null</c>: there are none.</param>
/// <remarks>Immutable.</remarks>
internal sealed record ProxyRefusal(int StatusCode, string ReasonPhrase = "", Action<SipWriter>? Write = null)
{
    private const int LeastRetryAfter = 10;
    private const int MostRetryAfter = 40;

    /// <summary>As many transactions as may be are under way; Retry-After says when to come again (21.5.4).</summary>
    public static ProxyRefusal Overloaded { get; } = new(Sip.Messages.StatusCode.ServiceUnavailable, Write: WriteRetryAfter);

    /// <summary>Each is told another time, so that they do not come back all at once.</summary>
    public static void WriteRetryAfter(SipWriter writer) =>
        writer.Header(HeaderName.RetryAfter, RandomNumberGenerator.GetInt32(LeastRetryAfter, MostRetryAfter));

    /// <summary>Sends it without a transaction: the same request gets the same answer, and nothing is kept of it (8.2.7).</summary>
    public void Send(SipRequest request, Flow flow, Outbox outbox)
    {
        var buffer = MessageBuffer.Rent();
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(request, tag);
        var writer = ResponseWriter.Begin(buffer, request, flow.Peer, StatusCode, tag, Encoding.UTF8.GetBytes(ReasonPhrase));
        Write?.Invoke(writer);
        writer.End();
        outbox.Add(flow.ForResponseTo(request), buffer);
    }
}
