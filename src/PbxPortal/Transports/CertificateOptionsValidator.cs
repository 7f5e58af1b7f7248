using Microsoft.Extensions.Options;

namespace PbxPortal.Transports;

/// <summary>Reads the files once before the start, so that a wrong path stops it and not the first phone.</summary>
internal sealed class CertificateOptionsValidator(TimeProvider timeProvider) : IValidateOptions<CertificateOptions>
{
    private const string Example =
        "Example: --Sip:Certificate:Path=/etc/pbxportal/fullchain.pem --Sip:Certificate:KeyPath=/etc/pbxportal/privkey.pem";

    public ValidateOptionsResult Validate(string? name, CertificateOptions options)
    {
        if (options.IsTrial)
        {
            return options.KeyPath.Length == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"Sip:Certificate:KeyPath is set, and Sip:Certificate:Path is not. {Example}");
        }

        using var loaded = CertificateFile.Read(options, timeProvider.GetUtcNow(), out var mistake);
        return loaded is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Sip:Certificate: {mistake} {Example}");
    }
}
