using System.Net;
using Microsoft.Extensions.Options;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
public sealed class SipOptionsValidator : IValidateOptions<SipOptions>
{
    public ValidateOptionsResult Validate(string? name, SipOptions options)
    {
        var mistakes = Mistakes(options).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(SipOptions options)
    {
        if (options.Listen.Count == 0)
        {
            yield return "Sip:Listen is empty. Example: udp:0.0.0.0:5060";
        }

        foreach (var line in options.Listen)
        {
            if (!SipListenEndPoint.TryParse(line, out _, out var mistake))
            {
                yield return $"Sip:Listen: {mistake}";
            }
        }

        if (Uri.CheckHostName(options.DefaultDomain) == UriHostNameType.Unknown)
        {
            yield return $"Sip:DefaultDomain '{options.DefaultDomain}' is not a host name. Example: pbx.example.com";
        }

        foreach (var address in options.OwnAddresses.Where(address => !IPAddress.TryParse(address, out _)))
        {
            yield return $"Sip:OwnAddresses: '{address}' is not an IP address. Example: 203.0.113.10";
        }
    }
}
