using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>SIP over WebSocket (RFC 7118) at the portal's path <c>/sip</c>: <c>ws</c> or <c>wss</c> as the portal is http or https.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SipWebSocket(
    AdmissionGate admission,
    ConnectionTable connections,
    ConnectionLog log,
    MessageReceiver receiver,
    IOptions<WebSocketOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<SipWebSocket> logger)
{
    public const string Path = "/sip";

    /// <summary>RFC 7118, 4.</summary>
    private const string SubProtocol = "sip";

    /// <summary>Pings keep a NAT and a proxy open; a peer that answers none is gone.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(25);

    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Upgrade = "websocket"; // Later versions have no such header.
            }

            await AnswerAsync(context, StatusCodes.Status426UpgradeRequired, "This address is for SIP over WebSocket (RFC 7118).");
            return;
        }

        var protocol = context.Request.IsHttps ? TransportProtocol.Wss : TransportProtocol.Ws;
        var remote = new IPEndPoint(context.Connection.RemoteIpAddress ?? IPAddress.None, context.Connection.RemotePort);
        if (admission.IsBanned(PeerAddress.From(remote)))
        {
            context.Abort(); // Silence, as everywhere else.
        }
        else if (!context.WebSockets.WebSocketRequestedProtocols.Contains(SubProtocol, StringComparer.OrdinalIgnoreCase))
        {
            log.Report(ConnectionTrouble.WrongSubProtocol, PeerAddress.From(remote), protocol);
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "The WebSocket must ask for the sub-protocol sip (RFC 7118, 4).");
        }
        else if (!IsAllowed(context.Request))
        {
            log.Report(ConnectionTrouble.OriginNotAllowed, PeerAddress.From(remote), protocol, context.Request.Headers.Origin.ToString());
            await AnswerAsync(context, StatusCodes.Status403Forbidden, "Pages of this site may not open a SIP WebSocket here.");
        }
        else
        {
            await AcceptAsync(context, remote, protocol);
        }
    }

    private async Task AcceptAsync(HttpContext context, IPEndPoint remote, TransportProtocol protocol)
    {
        using var place = connections.Enter(PeerAddress.From(remote), protocol);
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "30";
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "No more connections are taken at present.");
            return;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null; // A phone is silent for an hour; over HTTP/2 Kestrel would take that for an attack.
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = SubProtocol,
            KeepAliveInterval = PingInterval,
            KeepAliveTimeout = PingInterval,
        });
        var local = new IPEndPoint(context.Connection.LocalIpAddress ?? IPAddress.None, context.Connection.LocalPort);
        var flow = new WebSocketFlow(webSocket, protocol, remote, local, receiver, timeProvider, logger, place);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted);
        await flow.RunAsync(ending.Token);
    }

    private bool IsAllowed(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return options.Value.AllowedOrigins.Count == 0
            || origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }

    private static Task AnswerAsync(HttpContext context, int statusCode, string text)
    {
        context.Response.StatusCode = statusCode;
        return context.Response.WriteAsync(text);
    }
}
