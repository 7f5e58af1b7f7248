using System.Globalization;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>A request that is being forwarded, with all that its copies have in common.</summary>
/// <remarks>Immutable. The message is kept as long as a branch may need it, and then given back by its response context.</remarks>
internal sealed record ProxiedRequest
{
    /// <summary>RFC 5393, 5.3.3: what a request without the field gets, and the most that one with it has.</summary>
    private const uint MostBreadth = 60;

    public required SipRequest Message { get; init; }

    /// <summary>That it came over.</summary>
    public required Flow Flow { get; init; }

    public required RouteSet Routes { get; init; }

    /// <summary><c>null</c>: within a dialog, where nobody is asked again who he is.</summary>
    public Caller? Caller { get; init; }

    /// <summary>The device that sent it; 0: none that is registered over this flow.</summary>
    public long CallerDeviceId { get; init; }

    /// <summary>Whether what the sender says of identities is believed: a trunk's (RFC 3325, 2.3).</summary>
    public bool ComesFromTrunk { get; init; }

    public SipMethod Method => Message.Method;

    /// <summary>Whether a dialog may begin with it, whose requests shall come by here (16.6, step 4).</summary>
    public bool RecordsRoute =>
        Caller is not null && Method is (SipMethod.Invite or SipMethod.Refer or SipMethod.Subscribe);

    /// <summary>Whether somebody is called by a sips URI, outside of any dialog: then every hop is TLS (RFC 3261, 26.2.2).</summary>
    public bool IsSips => Caller is not null && SipUri.TryParse(Routes.RequestUri, out var uri) && uri.Scheme == UriScheme.Sips;

    /// <summary>How many branches at once all copies together may have (RFC 5393, 5.3.3).</summary>
    public int MaxBreadth =>
        uint.TryParse(Message.Find("Max-Breadth"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var breadth)
            ? (int)Math.Min(breadth, MostBreadth)
            : (int)MostBreadth;
}
