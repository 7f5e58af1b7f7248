using Microsoft.Extensions.Options;

namespace PbxPortal.Server.Qualifying;

/// <summary>Says what is wrong with the setting, and gives an example.</summary>
public sealed class QualifyOptionsValidator : IValidateOptions<QualifyOptions>
{
    public ValidateOptionsResult Validate(string? name, QualifyOptions options) => options.MaxPerSecond is >= 10 and <= 100_000
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Qualify:MaxPerSecond is {options.MaxPerSecond}, but must be 10 to 100000. Example: 2000");
}
