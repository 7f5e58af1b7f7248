using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PbxPortal.Server;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>Everything that Kestrel listens on: the portal, and SIP over TCP.</summary>
/// <remarks>
/// An end point that is added in code makes Kestrel ignore the <c>Urls</c> setting, so the portal's are added here as well.
/// </remarks>
internal static class KestrelEndPoints
{
    public static void Listen(this KestrelServerOptions kestrel, PortalUrls urls, SipOptions sip)
    {
        foreach (var (text, address) in urls.Parse())
        {
            ListenForBrowsers(kestrel, address ?? throw new FormatException($"'{text}' is not an address to listen on."));
        }

        foreach (var endPoint in sip.ListenEndPoints().Where(endPoint => endPoint.Protocol == TransportProtocol.Tcp))
        {
            kestrel.Listen(endPoint.ToIPEndPoint(), listen => listen.UseConnectionHandler<SipConnectionHandler>());
        }
    }

    private static void ListenForBrowsers(KestrelServerOptions kestrel, BindingAddress address)
    {
        void Configure(ListenOptions listen)
        {
            if (string.Equals(address.Scheme, "https", StringComparison.OrdinalIgnoreCase))
            {
                listen.UseHttps();
            }
        }

        if (string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(address.Port, Configure);
        }
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
        {
            kestrel.Listen(ip, address.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, Configure);
        }
    }
}
