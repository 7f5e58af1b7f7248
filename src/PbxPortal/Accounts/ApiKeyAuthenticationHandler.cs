using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Authenticates another program by <c>Authorization: Bearer</c> and its API key (RFC 6750, 2.1).</summary>
internal sealed partial class ApiKeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggerFactory, UrlEncoder encoder, ApiKeyStore apiKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggerFactory, encoder)
{
    public new const string Scheme = "ApiKey";

    private const string Bearer = "Bearer ";

    /// <summary>"Last used" is for people; one write a minute tells them enough.</summary>
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    /// <summary>The key of the request; <c>null</c>: none.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        // A browser cannot give a WebSocket a header; only there, for a URL ends in logs.
        return request.HttpContext.WebSockets.IsWebSocketRequest && request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal)
            ? request.Query["access_token"].FirstOrDefault()
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request) is not { Length: > 0 } secret)
        {
            return AuthenticateResult.NoResult();
        }

        if (await apiKeys.FindAsync(Secrets.HashOf(secret), Context.RequestAborted) is not { } key)
        {
            return AuthenticateResult.Fail("The API key is unknown or revoked.");
        }

        await NoteUseAsync(key);
        return AuthenticateResult.Success(new AuthenticationTicket(PortalPrincipal.Of(key), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblem.WriteAsync(Context, StatusCodes.Status401Unauthorized, "The API key is unknown or revoked.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiProblem.WriteAsync(Context, StatusCodes.Status403Forbidden, "The role of this API key does not allow it.");

    private async Task NoteUseAsync(ApiKey key)
    {
        var now = TimeProvider.GetUtcNow();
        if (now - key.LastUsedAt < UseResolution)
        {
            return;
        }

        try
        {
            await apiKeys.SetLastUsedAsync(key.Id, now, Context.RequestAborted);
        }
        catch (StoreUnavailableException exception)
        {
            // What the key may read can still be read while the disk takes no writes.
            LogUseNotNoted(Logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When an API key was last used could not be written.")]
    private static partial void LogUseNotNoted(ILogger logger, Exception exception);
}
