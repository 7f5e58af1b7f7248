using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Options;
using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Provisioning;

/// <summary>Says where phones find this server: as the settings say, else as the request and the listeners let one guess.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PublicAddresses(IOptions<PublicOptions> options, Listeners listeners, ICertificateState certificate)
{
    /// <param name="portal">Under which address the browser reached the portal.</param>
    public Uri Portal(Uri portal) =>
        options.Value.Portal is { Length: > 0 } setting ? new Uri(setting) : new Uri(portal.GetLeftPart(UriPartial.Authority));

    /// <summary>The preferred one first: TLS that phones can trust, then TCP, whose connection keeps a NAT open, then UDP.</summary>
    public ImmutableArray<PublicSipAddress> Sip(Uri portal)
    {
        if (options.Value.Sip.Count > 0)
        {
            return [.. options.Value.Sip.Select(Parse)];
        }

        var host = Portal(portal).IdnHost;
        return
        [
            .. listeners.Read()
                .Select(listener => new PublicSipAddress(listener.Protocol, HostOf(listener.EndPoint.Address, host), listener.EndPoint.Port))
                .Where(address => address.Transport is TransportProtocol.Udp or TransportProtocol.Tcp or TransportProtocol.Tls)
                .OrderBy(RankOf)
                .DistinctBy(address => address.Transport),
        ];
    }

    /// <summary>What whoever sets a phone up must know before it fails: it concerns the whole server, not the one phone.</summary>
    public IEnumerable<string> Warnings(Uri portal, PublicSipAddress? sip, bool needsLink)
    {
        var link = Portal(portal);
        if (needsLink && PublicSipAddress.IsLocalHost(link.Host))
        {
            yield return $"The link leads to {link.Authority}, which a phone takes for itself. Open the portal under its real name, or set Public:Portal. Example: https://pbx.example.com";
        }
        else if (needsLink && !IsSecure(link))
        {
            yield return "The portal is reached without https: whoever listens on the way can read the password that the phone fetches. Set Public:Portal. Example: https://pbx.example.com";
        }

        if (sip is { IsLocal: true })
        {
            yield return $"The phone is told to register with {sip.HostAndPort}, which it takes for itself. Open the portal under its real name, or set Public:Sip. Example: tls:sip.example.com:5061";
        }

        if (certificate.Certificate is { IsTrial: true } && (sip?.Transport is TransportProtocol.Tls || (needsLink && IsSecure(link))))
        {
            yield return "The server shows its trial certificate, which phones do not trust: most will refuse to connect. Set Sip:Certificate:Path.";
        }
    }

    private static bool IsSecure(Uri link) => string.Equals(link.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);

    private int RankOf(PublicSipAddress address) => address.Transport switch
    {
        TransportProtocol.Tls when certificate.Certificate is not { IsTrial: true } => 0,
        TransportProtocol.Tcp => 1,
        TransportProtocol.Udp => 2,
        _ => 3,
    };

    private static string HostOf(IPAddress listening, string host) =>
        listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any) ? host.Trim('[', ']') : listening.ToString();

    private static PublicSipAddress Parse(string text) =>
        PublicSipAddress.TryParse(text, out var address, out var mistake) ? address : throw new FormatException(mistake);
}
