using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Hosting;

/// <summary>
/// Who speaks to the portal when reverse proxies stand before it: the address and the scheme that ours tell, for the sign-in's throttle, the
/// bans, and web phones. Others are not believed, whatever they send.
/// </summary>
internal static partial class TrustedProxies
{
    /// <summary>The first in the pipeline: all that follows sees the browser's address.</summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<IOptions<ProxyOptions>>().Value.TrustedProxies.Select(Parse).ToList();
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TrustedProxies));
        app.Use(WarnOnce(proxies, logger));
        return proxies.Count == 0
            ? app // With an empty list the library would believe everybody.
            : app.UseForwardedHeaders(Options(proxies));
    }

    private static ForwardedHeadersOptions Options(List<AllowedNetwork> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // As far as the proxies are ours; the first that is not is who we speak to.
        };
        options.KnownProxies.Clear(); // The library trusts this machine, where other programs run as well.
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(new System.Net.IPNetwork(proxy.Address.ToAddress(), proxy.PrefixLength));
        }

        return options;
    }

    /// <summary>Checked at the start.</summary>
    private static AllowedNetwork Parse(string text) =>
        AllowedNetwork.TryParse(text.Trim(), out var network, out var mistake) ? network : throw new FormatException(mistake);

    /// <summary>Whoever put a proxy before the portal and does not say so would wonder why everybody has one address.</summary>
    private static Func<HttpContext, RequestDelegate, Task> WarnOnce(List<AllowedNetwork> proxies, ILogger logger)
    {
        var isWarned = 0;
        return (context, next) =>
        {
            if (Volatile.Read(ref isWarned) == 0
                && context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
                && context.Connection.RemoteIpAddress is { } address
                && PeerAddress.From(address, port: 0) is var peer
                && !proxies.Exists(proxy => proxy.Contains(peer))
                && Interlocked.Exchange(ref isWarned, 1) == 0)
            {
                LogNotBelieved(logger, peer.ToAddress());
            }

            return next(context);
        };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A request from {Address} says in X-Forwarded-For whom it is from, and is not believed. If that is a proxy of yours, name it in Portal:TrustedProxies; without that all that comes through it counts as one address.")]
    private static partial void LogNotBelieved(ILogger logger, IPAddress address);
}
