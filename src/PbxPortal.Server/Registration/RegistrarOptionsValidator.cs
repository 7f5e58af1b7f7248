using System.Text;
using Microsoft.Extensions.Options;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
public sealed class RegistrarOptionsValidator : IValidateOptions<RegistrarOptions>
{
    private const int LongestLifetime = 30 * 24 * 3600;

    public ValidateOptionsResult Validate(string? name, RegistrarOptions options)
    {
        var mistakes = LifetimeMistakes(options).Concat(ConnectionMistakes(options)).Concat(OtherMistakes(options)).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> LifetimeMistakes(RegistrarOptions options)
    {
        // RFC 3261, 10.3 step 7: an interval of an hour or more must not be refused as too brief.
        if (options.MinExpires is < 1 or > 3600)
        {
            yield return $"Registrar:MinExpires must be from 1 to 3600 seconds, but is {options.MinExpires}. Example: 60";
        }

        if (options.MaxExpires > LongestLifetime)
        {
            yield return $"Registrar:MaxExpires must not be more than {LongestLifetime} seconds, but is {options.MaxExpires}. Example: 7200";
        }

        if (options.MinExpires > options.DefaultExpires || options.DefaultExpires > options.MaxExpires)
        {
            yield return "Registrar:MinExpires, DefaultExpires and MaxExpires must rise in this order, but are "
                + $"{options.MinExpires}, {options.DefaultExpires} and {options.MaxExpires}. Example: 60, 3600 and 7200";
        }
    }

    private static IEnumerable<string> ConnectionMistakes(RegistrarOptions options)
    {
        if (options.ConnectionGrace is < 0 or > 300)
        {
            yield return $"Registrar:ConnectionGrace must be from 0 to 300 seconds, but is {options.ConnectionGrace}. Example: 8";
        }

        if (options.FlowTimer is not 0 and (< 10 or > 3600))
        {
            yield return $"Registrar:FlowTimer must be 0 or from 10 to 3600 seconds, but is {options.FlowTimer}. Example: 120";
        }

        if (options.RestartGrace is < 0 or > 3600)
        {
            yield return $"Registrar:RestartGrace must be from 0 to 3600 seconds, but is {options.RestartGrace}. Example: 120";
        }
    }

    private static IEnumerable<string> OtherMistakes(RegistrarOptions options)
    {
        if (options.MaxDevicesPerUser is < 1 or > 1000)
        {
            yield return $"Registrar:MaxDevicesPerUser must be from 1 to 1000, but is {options.MaxDevicesPerUser}. Example: 10";
        }

        foreach (var route in options.ServiceRoute)
        {
            if (!IsRoute(Encoding.UTF8.GetBytes(route)))
            {
                yield return $"Registrar:ServiceRoute: '{route}' is no loose route. Example: [ \"<sip:proxy.example.com;lr>\" ]";
            }
        }

        foreach (var algorithm in options.DigestAlgorithms)
        {
            if (!DigestAlgorithms.TryParse(Encoding.UTF8.GetBytes(algorithm), out _))
            {
                yield return $"Registrar:DigestAlgorithms: '{algorithm}' is not known. Example: [ \"MD5\", \"SHA-256\" ]";
            }
        }
    }

    /// <summary>RFC 3608, 5: sr-value = name-addr, with <c>lr</c>.</summary>
    private static bool IsRoute(ReadOnlySpan<byte> text) =>
        !text.ContainsAny((byte)'\r', (byte)'\n')
        && NameAddress.TryParse(text, out var address)
        && address.IsBracketed
        && SipUri.TryParse(address.Uri, out var uri)
        && uri.Scheme is (UriScheme.Sip or UriScheme.Sips)
        && uri.TryGetParameter("lr"u8, out _);
}
