using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Writes the copy of a request that goes to one target (RFC 3261, 16.6): the bytes as they came, with the edits of a proxy.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class RequestForwarder(FlowTokens tokens, FlowTable flows, SentBy sentBy, UserDirectory directory)
{
    private const int MaxForwards = 70;

    /// <param name="buffer">Where the copy goes.</param>
    /// <param name="request">What came.</param>
    /// <param name="target">Where it goes, over its flow.</param>
    /// <param name="branch">Of our Via.</param>
    /// <param name="breadth">The share of this copy (RFC 5393, 5.3.3).</param>
    /// <param name="credentials">A whole header row that answers a gateway's challenge; <c>null</c>: none was made.</param>
    public void Write(
        MessageBuffer buffer, ProxiedRequest request, Target target, Branch branch, int breadth, (HeaderName Name, string Value)? credentials = null)
    {
        var flow = target.Flow!;
        var message = request.Message;
        var (requestUri, routes) = Route(target, request.Routes.Rest);
        var writer = new SipWriter(buffer).RequestLine(message.MethodBytes, UriFor(request, requestUri));
        WriteVia(writer, flow, branch);
        Forwarding.CopyVias(writer, message, request.Flow.Peer);
        foreach (var route in routes)
        {
            writer.Header(HeaderName.Route, route);
        }

        if (request.RecordsRoute)
        {
            WriteRecordRoutes(writer, request, target, flow);
        }

        writer.Header(HeaderName.MaxForwards, message.MaxForwards is { } hops ? hops - 1 : MaxForwards); // Step 3.
        writer.StartHeader("Max-Breadth"u8).Append(breadth).EndHeader();
        WriteIdentity(writer, request, target);
        WriteDiversion(writer, target);
        if (credentials is { } proof)
        {
            writer.Header(proof.Name, proof.Value);
        }

        CopyRest(writer, request, target);
        writer.EndWith(message.Body);
    }

    /// <summary>The Request-URI of a copy.</summary>
    public static byte[] UriFor(ProxiedRequest request, byte[] uri) => request.IsSips ? Upgraded(uri) : uri;

    /// <summary>Steps 6 and 7: what the device registered by, then what remains of Route; and if the first is a strict router, it is served.</summary>
    private static (byte[] RequestUri, IReadOnlyList<byte[]> Routes) Route(Target target, IReadOnlyList<byte[]> rest)
    {
        byte[][] routes = [.. target.Path, .. rest];
        if (routes.Length == 0
            || !NameAddress.TryParse(routes[0], out var first)
            || !SipUri.TryParse(first.Uri, out var uri)
            || uri.TryGetParameter("lr"u8, out _))
        {
            return (target.RequestUri, routes);
        }

        return (first.Uri.ToArray(), [.. routes[1..], [(byte)'<', .. target.RequestUri, (byte)'>']]);
    }

    /// <summary>19.1: a sip URI is upgraded by changing its scheme. Phones that register over TLS mostly do so by one.</summary>
    private static byte[] Upgraded(byte[] uri) =>
        SipUri.TryParse(uri, out var parsed) && parsed.Scheme == UriScheme.Sip ? [.. "sips"u8, .. uri.AsSpan(parsed.SchemeBytes.Length)] : uri;

    /// <summary>Step 8.</summary>
    private void WriteVia(SipWriter writer, Flow flow, Branch branch)
    {
        Span<byte> text = stackalloc byte[Branch.Length];
        branch.Write(text);
        writer.StartHeader(HeaderName.Via)
            .Append("SIP/2.0/"u8).Append(TransportTexts.ViaOf(flow.Protocol)).Append(" "u8).Append(sentBy.Of(flow))
            .Append(";branch="u8).Append(text).Append(";rport"u8).EndHeader();
    }

    /// <summary>
    /// Step 4, once for each side (RFC 5658, 5): on top the flow that the request leaves by, below it the one that it came over. So the rest
    /// of the dialog finds both devices over their own flows, and comes in over a transport that each of them speaks.
    /// </summary>
    private void WriteRecordRoutes(SipWriter writer, ProxiedRequest request, Target target, Flow flow)
    {
        WriteRecordRoute(writer, flow, target.DeviceId, request.IsSips);
        WriteRecordRoute(writer, request.Flow, request.CallerDeviceId, request.IsSips);
    }

    /// <summary>After a sips Request-URI a sips URI, where transport says what TLS runs over (step 4, 26.2.2).</summary>
    private void WriteRecordRoute(SipWriter writer, Flow flow, long deviceId, bool isSips)
    {
        Span<byte> token = stackalloc byte[FlowTokens.Length];
        tokens.Write(flows.NoteOf(flow, deviceId), token);
        writer.StartHeader(HeaderName.RecordRoute)
            .Append(isSips ? "<sips:"u8 : "<sip:"u8).Append(token).Append("@"u8).Append(sentBy.Of(flow))
            .Append(TransportTexts.ParameterOf(isSips && flow.Protocol == TransportProtocol.Tls ? TransportProtocol.Tcp : flow.Protocol))
            .Append(";lr>"u8).EndHeader();
    }

    /// <summary>Step 5: who calls, as we have proved it (RFC 3325, 5); not to a device when he asks to stay unknown (9.3).</summary>
    private static void WriteIdentity(SipWriter writer, ProxiedRequest request, Target target)
    {
        if (request.Caller?.User is not { } user || (target.Trunk is null && WantsPrivacy(request.Message)))
        {
            return;
        }

        writer.StartHeader(HeaderName.PAssertedIdentity).Append(NameAddressOf(user, target)).EndHeader();
    }

    /// <summary>
    /// Whose phone has sent the call on (RFC 5806): a provider asks who pays for a call that comes from somebody else's number. Above those
    /// that stand there, as the latest. Why it did so the phone has not said.
    /// </summary>
    private static void WriteDiversion(SipWriter writer, Target target)
    {
        if (target is { Trunk: not null, ForwardedBy: { } user })
        {
            writer.StartHeader(HeaderName.Diversion).Append(NameAddressOf(user, target)).Append(";reason=unknown;counter=1"u8).EndHeader();
        }
    }

    /// <summary>To the world outside by the number, if there is one.</summary>
    private static string NameAddressOf(User user, Target target)
    {
        var name = target.Trunk is not null && !user.PhoneNumbers.IsEmpty ? user.PhoneNumbers[0] : user.Extension;
        var display = user.DisplayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return (display.Length == 0 ? "" : $"\"{display}\" ") + $"<{new Location.AddressOfRecord(name, user.Domain.Name)}>";
    }

    private static bool WantsPrivacy(SipRequest message)
    {
        var privacy = message.Find(HeaderName.Privacy);
        foreach (var part in privacy.Split((byte)';'))
        {
            var value = privacy[part].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(value, "id"u8) || Ascii.EqualsIgnoreCase(value, "user"u8))
            {
                return true;
            }
        }

        return false;
    }

    private void CopyRest(SipWriter writer, ProxiedRequest request, Target target)
    {
        var message = request.Message;
        for (var index = 0; index < message.HeaderCount; index++)
        {
            var header = message[index];
            if (Passes(header, request, target))
            {
                writer.Header(header.NameBytes, header.Value);
            }
        }
    }

    private bool Passes(in Header header, ProxiedRequest request, Target target) => header.Name switch
    {
        HeaderName.Via or HeaderName.Route or HeaderName.MaxForwards or HeaderName.ContentLength => false,
        HeaderName.PAssertedIdentity => request.ComesFromTrunk && !(target.Trunk is null && WantsPrivacy(request.Message)),
        HeaderName.PPreferredIdentity => request.ComesFromTrunk,
        HeaderName.ProxyAuthorization => !IsForUs(header.Value, request.Caller),
        HeaderName.Unknown => !Ascii.EqualsIgnoreCase(header.NameBytes, "Max-Breadth"u8),
        _ => true,
    };

    /// <summary>Credentials for a realm of ours end here (22.3).</summary>
    private bool IsForUs(ReadOnlySpan<byte> value, Caller? caller)
    {
        _ = DigestCredentials.TryParse(value, out var credentials);
        var realm = Encoding.UTF8.GetString(credentials.Realm);
        return string.Equals(caller?.Domain.Realm, realm, StringComparison.Ordinal) // Nearly always, and spares a look at all the others.
            || directory.Domains.Any(domain => string.Equals(domain.Realm, realm, StringComparison.Ordinal));
    }
}
