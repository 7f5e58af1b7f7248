using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace PbxPortal.Provisioning;

/// <summary>Where apps fetch their settings: <c>/p/{token}</c>, once.</summary>
internal static class ProvisioningEndpoints
{
    /// <summary>What newer versions of Linphone send, so that nobody takes them for a browser.</summary>
    private const string LinphoneHeader = "X-Linphone-Provisioning";

    /// <summary>Those who fetch a link that was sent in a message to draw a preview of it; none of them may use it up.</summary>
    private static readonly string[] Previewers = ["bot", "preview", "WhatsApp", "facebookexternalhit", "Slack", "Skype", "crawler", "spider"];

    public static void MapProvisioning(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/p/{token}", FetchAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> FetchAsync(HttpContext context, PhoneSetups setups, string token, CancellationToken cancellationToken)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        if (IsBrowser(context.Request))
        {
            return Results.LocalRedirect($"/open/{Uri.EscapeDataString(token)}");
        }

        var address = context.Connection.RemoteIpAddress is { } remote ? (remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote).ToString() : "";
        var document = await setups.FetchAsync(token, address, context.Request.Headers.UserAgent.ToString(), cancellationToken);
        return document switch
        {
            { Text: { } text } => Results.Text(text, MediaTypeNames.Application.Xml),
            { IsKnown: true } => Results.Text("This link was used already, was cancelled, or is too old. Make a new one in the portal.", statusCode: StatusCodes.Status410Gone),
            _ => Results.Text("There is no such link. Perhaps it was not copied whole.", statusCode: StatusCodes.Status404NotFound),
        };
    }

    private static bool IsBrowser(HttpRequest request)
    {
        if (request.Headers.ContainsKey(LinphoneHeader))
        {
            return false;
        }

        var userAgent = request.Headers.UserAgent.ToString();
        return request.Headers[HeaderNames.Accept].ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            || userAgent.StartsWith("Mozilla/", StringComparison.Ordinal)
            || Array.Exists(Previewers, word => userAgent.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
