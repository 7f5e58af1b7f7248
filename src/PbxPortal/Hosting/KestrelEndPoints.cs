using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Hosting;

/// <summary>Everything that Kestrel listens on: the portal, and SIP over TCP and TLS.</summary>
/// <remarks>
/// An end point that is added in code makes Kestrel ignore the <c>Urls</c> setting, so the portal's are added here as well.
/// </remarks>
internal static class KestrelEndPoints
{
    /// <summary>Kestrel's default; browsers are not counted among the connections of phones.</summary>
    private static readonly TimeSpan BrowserHandshakeTimeout = TimeSpan.FromSeconds(10);

    public static void Listen(this KestrelServerOptions kestrel)
    {
        var services = kestrel.ApplicationServices;
        var urls = services.GetRequiredService<IOptions<PortalUrls>>().Value.Parse().ToList();
        var endPoints = services.GetRequiredService<IOptions<SipOptions>>().Value.ListenEndPoints();
        var certificate = services.GetRequiredService<ServerCertificate>();
        if (endPoints.Any(endPoint => endPoint.Protocol == TransportProtocol.Tls) || urls.Exists(url => IsSecure(url.Address)))
        {
            certificate.Load();
        }

        foreach (var (text, address) in urls)
        {
            ListenForBrowsers(kestrel, address ?? throw new FormatException($"'{text}' is not an address to listen on."), certificate);
        }

        foreach (var endPoint in endPoints.Where(endPoint => endPoint.Protocol is TransportProtocol.Tcp or TransportProtocol.Tls))
        {
            ListenForPhones(kestrel, endPoint);
        }
    }

    private static void ListenForPhones(KestrelServerOptions kestrel, SipListenEndPoint endPoint)
    {
        var handler = kestrel.ApplicationServices.GetRequiredService<SipConnectionHandler>();
        var listeners = kestrel.ApplicationServices.GetRequiredService<Listeners>();
        kestrel.Listen(endPoint.ToIPEndPoint(), listen =>
        {
            listeners.Add(endPoint.Protocol, () => listen.IPEndPoint!);
            listen.Run(connection => handler.ServeAsync(connection, endPoint.Protocol));
        });
    }

    private static void ListenForBrowsers(KestrelServerOptions kestrel, BindingAddress address, ServerCertificate certificate)
    {
        void Configure(ListenOptions listen)
        {
            if (IsSecure(address))
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(certificate.Current.ForBrowsers), // The one in use now: it may be renewed.
                    HandshakeTimeout = BrowserHandshakeTimeout,
                });
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

    private static bool IsSecure(BindingAddress? address) =>
        string.Equals(address?.Scheme, "https", StringComparison.OrdinalIgnoreCase);
}
