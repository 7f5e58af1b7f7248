using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;

namespace PbxPortal.Hosting;

/// <summary>Reports every proxy that is no address, and those that would make everybody a proxy.</summary>
internal sealed class ProxyOptionsValidator : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var mistakes = options.TrustedProxies.Select(MistakeIn).OfType<string>().ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static string? MistakeIn(string text)
    {
        if (!AllowedNetwork.TryParse(text.Trim(), out var network, out var mistake))
        {
            return $"Portal:TrustedProxies: {mistake}";
        }

        return network.PrefixLength == 0
            ? $"Portal:TrustedProxies: '{text}' is everybody, so that anybody could claim to come from anywhere. Name your proxy. Example: 192.0.2.5"
            : null;
    }
}
