using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Gateways;

namespace PbxPortal.Server.Proxying;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
public sealed class TrunksOptionsValidator : IValidateOptions<TrunksOptions>
{
    private const int ShortestPassword = 12;

    private static readonly SearchValues<char> UsernameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    public ValidateOptionsResult Validate(string? name, TrunksOptions options)
    {
        var mistakes = options.Trunks.SelectMany((trunk, index) => Mistakes(trunk, index)).Concat(NameMistakes(options)).Concat(UsernameMistakes(options)).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> NameMistakes(TrunksOptions options) =>
        options.Trunks
            .Where(trunk => trunk.Name.Length > 0)
            .CountBy(trunk => trunk.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Value > 1)
            .Select(same => string.Create(
                CultureInfo.InvariantCulture, $"Trunks: {same.Value} trunks are named '{same.Key}'; each needs a name of its own."));

    /// <summary>The name alone says which trunk it is.</summary>
    private static IEnumerable<string> UsernameMistakes(TrunksOptions options) =>
        options.Trunks
            .Where(trunk => trunk.IncomingUsername.Length > 0)
            .CountBy(trunk => trunk.IncomingUsername, StringComparer.Ordinal)
            .Where(same => same.Value > 1)
            .Select(same => string.Create(
                CultureInfo.InvariantCulture, $"Trunks: {same.Value} trunks have the IncomingUsername '{same.Key}'; each needs one of its own."));

    private static IEnumerable<string> Mistakes(TrunkOptions trunk, int index)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"Trunks:{index}");
        if (trunk.Name.Length == 0)
        {
            yield return $"{key}:Name is missing. Example: provider";
        }

        if (Uri.CheckHostName(trunk.Domain) == UriHostNameType.Unknown)
        {
            yield return $"{key}:Domain '{trunk.Domain}' is not the name of a domain. Example: acme.example";
        }

        foreach (var mistake in AddressMistakes(trunk, key).Concat(IncomingMistakes(trunk, key)).Concat(GatewayMistakes(trunk, key)))
        {
            yield return mistake;
        }
    }

    private static IEnumerable<string> AddressMistakes(TrunkOptions trunk, string key)
    {
        if (trunk.Address.Length == 0 && trunk.IncomingUsername.Length == 0 && trunk.Gateway.Length == 0)
        {
            yield return $"{key} has neither Address nor IncomingUsername nor Gateway, so no call can come or go. Example of Address: 203.0.113.7";
        }

        foreach (var text in Trunk.AddressesOf(trunk))
        {
            if (!AllowedNetwork.TryParse(text, out _, out var mistake))
            {
                yield return $"{key}:Address: {mistake}";
            }
        }
    }

    private static IEnumerable<string> IncomingMistakes(TrunkOptions trunk, string key)
    {
        if (trunk.IncomingUsername.Length == 0)
        {
            if (trunk.IncomingPassword.Length > 0)
            {
                yield return $"{key}:IncomingPassword is given, but no IncomingUsername. Example: trunk-acme";
            }

            yield break;
        }

        if (trunk.Address.Length > 0)
        {
            yield return $"{key} has both Address and IncomingUsername; a trunk is known by one of them. Make it two trunks, each with a name of its own.";
        }

        if (trunk.IncomingUsername.AsSpan().IndexOfAnyExcept(UsernameCharacters) >= 0)
        {
            yield return $"{key}:IncomingUsername '{trunk.IncomingUsername}' may have letters, digits and - . _ only. Example: trunk-acme";
        }

        // The value is a secret and is not repeated.
        if (trunk.IncomingPassword.Length < ShortestPassword)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{key}:IncomingPassword must have at least {ShortestPassword} characters, as anybody may try. One is made by: openssl rand -hex 16");
        }
    }

    private static IEnumerable<string> GatewayMistakes(TrunkOptions trunk, string key)
    {
        if (trunk.Gateway.Length > 0 && !GatewayUri.TryParse(trunk.Gateway, out _))
        {
            yield return $"{key}:Gateway '{trunk.Gateway}' is not sip:host or sip:host:port, alone or with ;transport=udp, tcp or tls. Example: sip:gateway.example.com;transport=tls";
        }

        if (trunk.Gateway.Length == 0 && trunk.Prefixes.Count > 0)
        {
            yield return $"{key}:Prefixes are given, but no Gateway that the calls could go to. Example: sip:gateway.example.com:5060";
        }

        foreach (var prefix in trunk.Prefixes.Where(prefix => PhoneNumber.Normalize(prefix) is not { } number || !string.Equals(number, prefix, StringComparison.Ordinal)))
        {
            yield return $"{key}:Prefixes: '{prefix}' is not how a number begins. Examples: 00, +4989";
        }

        if (trunk.Username.Length == 0 && trunk.Password.Length > 0)
        {
            yield return $"{key}:Password is given, but no Username.";
        }
    }
}
