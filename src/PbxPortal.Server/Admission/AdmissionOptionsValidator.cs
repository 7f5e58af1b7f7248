using Microsoft.Extensions.Options;

namespace PbxPortal.Server.Admission;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
public sealed class AdmissionOptionsValidator : IValidateOptions<AdmissionOptions>
{
    private const int Most = 1_000_000;
    private static readonly AdmissionOptions Defaults = new();

    public ValidateOptionsResult Validate(string? name, AdmissionOptions options)
    {
        var mistakes = NumberMistakes(options).Concat(OrderMistakes(options)).Concat(TextMistakes(options)).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> NumberMistakes(AdmissionOptions options)
    {
        (string Name, Func<AdmissionOptions, int> Value, int Least, int Greatest)[] numbers =
        [
            (nameof(options.FailuresPerUser), all => all.FailuresPerUser, 3, Most),
            (nameof(options.FailuresPerAddress), all => all.FailuresPerAddress, 3, Most),
            (nameof(options.FailuresPerSharedAddress), all => all.FailuresPerSharedAddress, 3, Most),
            (nameof(options.FailureMinutes), all => all.FailureMinutes, 1, 1440),
            (nameof(options.BanMinutes), all => all.BanMinutes, 1, 1440),
            (nameof(options.LongestBanHours), all => all.LongestBanHours, 1, 8760),
            (nameof(options.ScannerMessages), all => all.ScannerMessages, 1, 1000),
            (nameof(options.RequestsPerSecond), all => all.RequestsPerSecond, 1, Most),
            (nameof(options.RequestBurst), all => all.RequestBurst, 1, Most),
            (nameof(options.RegistersPerSecondPerUser), all => all.RegistersPerSecondPerUser, 1, Most),
            (nameof(options.RegisterBurstPerUser), all => all.RegisterBurstPerUser, 10, Most),
            (nameof(options.LongestWaitMilliseconds), all => all.LongestWaitMilliseconds, 50, 30_000),
            (nameof(options.ExpirySpreadPercent), all => all.ExpirySpreadPercent, 0, 50),
            (nameof(options.ExpirySpreadAbove), all => all.ExpirySpreadAbove, 1, Most),
        ];
        return from number in numbers
               where number.Value(options) < number.Least || number.Value(options) > number.Greatest
               select $"Admission:{number.Name} must be from {number.Least} to {number.Greatest}, "
                   + $"but is {number.Value(options)}. Example: {number.Value(Defaults)}";
    }

    private static IEnumerable<string> OrderMistakes(AdmissionOptions options)
    {
        if (options.FailuresPerAddress > options.FailuresPerSharedAddress)
        {
            yield return "Admission:FailuresPerAddress must not be more than Admission:FailuresPerSharedAddress, "
                + $"but they are {options.FailuresPerAddress} and {options.FailuresPerSharedAddress}. Example: 120 and 2000";
        }

        if (options.BanMinutes > options.LongestBanHours * 60)
        {
            yield return $"Admission:BanMinutes must not be more than Admission:LongestBanHours, but is {options.BanMinutes} minutes. Example: 10";
        }
    }

    private static IEnumerable<string> TextMistakes(AdmissionOptions options)
    {
        foreach (var text in options.AllowedNetworks)
        {
            if (!SourceNetwork.TryParse(text, out _, out var mistake))
            {
                yield return $"Admission:AllowedNetworks: {mistake}";
            }
        }

        foreach (var agent in options.ScannerAgents.Where(agent => agent.Trim().Length < 3))
        {
            yield return $"Admission:ScannerAgents: '{agent}' is too short to tell a scanner from a phone. Example: friendly-scanner";
        }
    }
}
