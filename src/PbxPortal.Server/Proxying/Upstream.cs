using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Sends responses back to where a forwarded request came from, through its server transaction (RFC 3261, 16.7, steps 3 to 9).</summary>
/// <remarks>Guarded by the lock of its response context.</remarks>
internal sealed class Upstream(ServerTransaction server, ProxiedRequest request)
{
    /// <summary>A response as it came, without our Via.</summary>
    public void Forward(SipResponse response)
    {
        var buffer = MessageBuffer.Rent();
        Forwarding.BeginResponse(buffer, response).EndWith(response.Body);
        server.Respond(response.StatusCode, buffer);
    }

    /// <summary>The caller of an INVITE is back over another connection.</summary>
    public void MoveTo(Flow flow) => (server as InviteServerTransaction)?.MoveTo(flow);

    /// <summary>A response of our own.</summary>
    public void Respond(int statusCode, string reasonPhrase = "", Action<SipWriter>? write = null)
    {
        var buffer = MessageBuffer.Rent();
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(request.Message, tag);
        var writer = ResponseWriter.Begin(
            buffer,
            request.Message,
            request.Flow.Peer,
            statusCode,
            statusCode == StatusCode.Trying ? default : tag, // 8.2.6.2: a 100 may do without.
            System.Text.Encoding.UTF8.GetBytes(reasonPhrase));
        write?.Invoke(writer);
        writer.End();
        server.Respond(statusCode, buffer);
    }

    /// <summary>
    /// The chosen one. With a 401 or 407 go the challenges of all branches, so that the caller can answer them at once (step 7).
    /// </summary>
    /// <returns>The status code that was sent; 0: none, as the request is not an INVITE and its sender has given up by now.</returns>
    public int SendBest(ContextBranch best, IReadOnlyList<ContextBranch> branches)
    {
        var status = BestResponse.StatusOf(best);
        if (status == StatusCode.RequestTimeout && request.Method != SipMethod.Invite)
        {
            server.Abandon(); // RFC 4320, 4.2.
            return 0;
        }

        if (best.Final is not { } final || final.StatusCode != status)
        {
            Respond(status, BestResponse.ReasonPhraseOf(best), status == StatusCode.ServiceUnavailable ? ProxyRefusal.WriteRetryAfter : null);
            return status;
        }

        var buffer = MessageBuffer.Rent();
        var writer = Forwarding.BeginResponse(buffer, final);
        if (status is StatusCode.Unauthorized or StatusCode.ProxyAuthenticationRequired)
        {
            CopyChallenges(writer, best, branches);
        }

        writer.EndWith(final.Body);
        server.Respond(status, buffer);
        return status;
    }

    private static void CopyChallenges(SipWriter writer, ContextBranch best, IReadOnlyList<ContextBranch> branches)
    {
        foreach (var branch in branches)
        {
            if (branch == best || branch.Final is not { StatusCode: StatusCode.Unauthorized or StatusCode.ProxyAuthenticationRequired } other)
            {
                continue;
            }

            foreach (var challenge in other.EnumerateRows(HeaderName.WwwAuthenticate))
            {
                writer.Header(HeaderName.WwwAuthenticate, challenge);
            }

            foreach (var challenge in other.EnumerateRows(HeaderName.ProxyAuthenticate))
            {
                writer.Header(HeaderName.ProxyAuthenticate, challenge);
            }
        }
    }
}
