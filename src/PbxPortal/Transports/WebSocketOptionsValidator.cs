using Microsoft.Extensions.Options;

namespace PbxPortal.Transports;

/// <summary>Reports every site that is none.</summary>
internal sealed class WebSocketOptionsValidator : IValidateOptions<WebSocketOptions>
{
    public ValidateOptionsResult Validate(string? name, WebSocketOptions options)
    {
        var mistakes = options.AllowedOrigins
            .Where(origin => !IsOrigin(origin))
            .Select(origin => $"Sip:WebSocket:AllowedOrigins: '{origin}' is not a site. Example: https://phone.example.com")
            .ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", PathAndQuery: "/" }
        && !text.EndsWith('/');
}
