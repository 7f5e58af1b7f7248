using System.Globalization;
using Microsoft.Extensions.Options;

namespace PbxPortal.Server.Push;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
public sealed class PushOptionsValidator : IValidateOptions<PushOptions>
{
    public ValidateOptionsResult Validate(string? name, PushOptions options)
    {
        var mistakes = WaitMistakes(options)
            .Concat(options.Gateways.SelectMany((gateway, index) => Mistakes(gateway, index)))
            .Concat(ProviderMistakes(options))
            .ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> WaitMistakes(PushOptions options)
    {
        if (options.WaitSeconds is < 2 or > 60)
        {
            yield return $"Push:WaitSeconds must be from 2 to 60, but is {options.WaitSeconds}. Example: 15";
        }
    }

    private static IEnumerable<string> ProviderMistakes(PushOptions options) => options.Gateways
        .Where(gateway => gateway.Provider.Length > 0)
        .CountBy(gateway => gateway.Provider, StringComparer.OrdinalIgnoreCase)
        .Where(same => same.Value > 1)
        .Select(same => string.Create(CultureInfo.InvariantCulture, $"Push:Gateways: {same.Value} are for the provider '{same.Key}'; one is asked."));

    private static IEnumerable<string> Mistakes(PushGatewayOptions gateway, int index)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"Push:Gateways:{index}");
        if (gateway.Provider.Length == 0)
        {
            yield return $"{key}:Provider is missing. Example: fcm";
        }

        if (!Uri.TryCreate(gateway.Url, UriKind.Absolute, out var url) || !IsAllowed(url))
        {
            yield return $"{key}:Url '{gateway.Url}' is not an https address; http is allowed to this machine only. Example: https://push.example.com/wake";
        }

        // The value is a secret and is not repeated.
        if (gateway.Authorization.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            yield return $"{key}:Authorization has a character that no header field holds. Example: Bearer 7Jk2";
        }
    }

    /// <summary>The secret and who is called go there in clear text otherwise.</summary>
    private static bool IsAllowed(Uri url) =>
        string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
        || (string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && url.IsLoopback);
}
