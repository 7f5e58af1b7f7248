namespace PbxPortal.Accounts;

/// <summary>
/// Refuses API and hub requests that a page of another site makes with somebody's cookie. <c>SameSite=Lax</c> stops most of
/// them; this stops a neighbour under the same registered domain as well, and WebSockets, which know no CORS.
/// </summary>
internal static class SameOriginGuard
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!ApiProblem.IsForProgram(request) || ApiKeyAuthenticationHandler.KeyOf(request) is not null || IsSameOrigin(request))
        {
            return next(context);
        }

        return ApiProblem.WriteAsync(
            context, StatusCodes.Status403Forbidden, "A page of another site may not use this with a cookie; use an API key.");
    }

    // The scheme is left out: a proxy in front may end TLS. A request without Origin does not come from another site's page.
    private static bool IsSameOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, AuthorityOf(request, uri), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The host of the request, without the port that the origin's scheme implies.</summary>
    private static string AuthorityOf(HttpRequest request, Uri origin) =>
        request.Host.Port == origin.Port && origin.IsDefaultPort ? request.Host.Host : request.Host.Value ?? "";
}
