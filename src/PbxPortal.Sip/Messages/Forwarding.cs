using PbxPortal.Sip.Transport;

namespace PbxPortal.Sip.Messages;

/// <summary>Copies what a proxy passes on: the bytes as they came, but for what an element on the way must change (RFC 3261, 16).</summary>
public static class Forwarding
{
    /// <summary>The Via fields of a request below our own, the topmost with where the request really came from (18.2.1; RFC 3581, 4).</summary>
    public static void CopyVias(SipWriter writer, SipRequest request, in PeerAddress source) =>
        ResponseWriter.WriteVias(writer, request, source);

    /// <summary>Status line and header fields without our own Via (16.7, step 3); the body and its length are still to come.</summary>
    public static SipWriter BeginResponse(MessageBuffer buffer, SipResponse response)
    {
        var writer = new SipWriter(buffer).StatusLine(response.StatusCode, response.ReasonPhrase);
        var isTop = true;
        for (var index = 0; index < response.HeaderCount; index++)
        {
            var header = response[index];
            var value = header.Value;
            if (header.Name == HeaderName.Via && isTop)
            {
                isTop = false;
                _ = HeaderValues.Take(ref value);
                value = value.TrimLws();
                if (value.IsEmpty)
                {
                    continue;
                }
            }

            if (header.Name != HeaderName.ContentLength)
            {
                writer.Header(header.NameBytes, value);
            }
        }

        return writer;
    }

    /// <summary>A copy that lives on when the transaction layer takes the response back.</summary>
    public static SipResponse Keep(SipResponse response)
    {
        _ = SipParser.TryParse(response.Bytes, out var copy, out _);
        return (SipResponse)copy!; // It has been parsed before.
    }
}
