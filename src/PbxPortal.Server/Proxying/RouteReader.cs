using Microsoft.Extensions.Options;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Takes our own values off the Route of a request (RFC 3261, 16.4).</summary>
/// <remarks>Immutable.</remarks>
internal sealed class RouteReader(FlowTokens tokens, AddressResolver resolver, IOptions<SipOptions> options)
{
    private readonly HashSet<int> _ports = [.. options.Value.ListenEndPoints().Select(endPoint => endPoint.Port)];

    /// <remarks>
    /// A dialog has two of our values, one for each side. The one that is taken off last is that of the side which the request goes to,
    /// whichever side it comes from.
    /// </remarks>
    public RouteSet Read(SipRequest request, Flow flow)
    {
        var routes = new List<byte[]>();
        foreach (var value in request.EnumerateValues(HeaderName.Route))
        {
            routes.Add(value.ToArray());
        }

        var requestUri = request.RequestUri.ToArray();
        FlowNote? note = null;
        if (routes.Count > 0 && SipUri.TryParse(requestUri, out var uri) && tokens.TryRead(uri.User, out var strict))
        {
            // A strict router before us: the Request-URI is ours, and what it was stands last in Route.
            note = strict;
            requestUri = NameAddress.TryParse(routes[^1], out var last) ? last.Uri.ToArray() : requestUri;
            routes.RemoveAt(routes.Count - 1);
        }

        var taken = 0;
        while (taken < routes.Count && IsOurs(routes[taken], flow, ref note))
        {
            taken++;
        }

        return new RouteSet(requestUri, routes[taken..], note);
    }

    /// <summary>By the token, or by a host and a port of ours, as phones are told their outbound proxy.</summary>
    private bool IsOurs(byte[] route, Flow flow, ref FlowNote? note)
    {
        if (!NameAddress.TryParse(route, out var address) || !SipUri.TryParse(address.Uri, out var uri))
        {
            return false;
        }

        if (tokens.TryRead(uri.User, out var own))
        {
            note = own;
            return true;
        }

        return resolver.FindDomain(uri) is not null && (uri.Port == 0 || uri.Port == flow.Local.Port || _ports.Contains(uri.Port));
    }
}
