using System.Buffers;
using System.Buffers.Binary;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Proxying;

/// <summary>Looks whether a request may be proxied at all (RFC 3261, 16.3; its syntax has been checked by the parser).</summary>
internal static class RequestValidation
{
    private static readonly SipHash Hash = SipHash.WithRandomKey();

    public static ProxyRefusal? Check(SipRequest request)
    {
        // 2. URI scheme.
        if (!SipUri.TryParse(request.RequestUri, out var uri) || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips or UriScheme.Tel))
        {
            return new ProxyRefusal(StatusCode.UnsupportedUriScheme);
        }

        // 3. Max-Forwards.
        if (request.MaxForwards == 0)
        {
            return new ProxyRefusal(StatusCode.TooManyHops);
        }

        // 4. Loop detection, as RFC 5393, 4.2.2 has it.
        if (HasLooped(request))
        {
            return new ProxyRefusal(StatusCode.LoopDetected);
        }

        // 5. Proxy-Require: there is no extension that a proxy must know and that this one knows.
        if (request.Contains(HeaderName.ProxyRequire))
        {
            return new ProxyRefusal(StatusCode.BadExtension, Write: writer =>
            {
                foreach (var required in request.EnumerateRows(HeaderName.ProxyRequire))
                {
                    writer.Header(HeaderName.Unsupported, required);
                }
            });
        }

        return null;
    }

    /// <summary>
    /// The second part of our branches (RFC 5393, 4.2.1): it depends on all that decides where the request goes, the Request-URI and Route as
    /// they came, and not on the method. Keyed, so that only a branch of ours has it.
    /// </summary>
    public static uint MarkOf(SipRequest request)
    {
        using var values = MessageBuffer.Rent();
        values.Write(request.RequestUri);
        foreach (var route in request.EnumerateValues(HeaderName.Route))
        {
            values.Write("\0"u8);
            values.Write(route);
        }

        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(hash, Hash.Compute(values.WrittenSpan));
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    private static bool HasLooped(SipRequest request)
    {
        var mark = MarkOf(request);
        foreach (var value in request.EnumerateValues(HeaderName.Via))
        {
            if (Via.TryParse(value, out var via) && Branch.TryParse(via.Branch, out var branch) && branch.Value.Mark == mark)
            {
                return true;
            }
        }

        return false;
    }
}
