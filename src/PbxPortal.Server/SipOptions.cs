using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>The <c>Sip</c> section of the settings. Read once, at start; a wrong value stops the start.</summary>
public sealed class SipOptions
{
    public const string SectionName = "Sip";

    /// <summary>Where to listen, as <c>transport:address:port</c>, for example <c>udp:0.0.0.0:5060</c>.</summary>
    public IList<string> Listen { get; init; } = [];

    /// <summary>The domain of requests to a bare address of ours, as phones on a LAN send them.</summary>
    public string DefaultDomain { get; set; } = "localhost";

    /// <summary>Further addresses that are ours although no interface has them, such as the public one of a NAT.</summary>
    public IList<string> OwnAddresses { get; init; } = [];

    /// <summary>The parsed <see cref="Listen"/>; call after validation.</summary>
    public ImmutableArray<SipListenEndPoint> ListenEndPoints() =>
        [.. Listen.Select(text => SipListenEndPoint.TryParse(text, out var endPoint, out var mistake)
            ? endPoint
            : throw new FormatException(mistake))];
}
