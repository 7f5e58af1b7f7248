using Microsoft.Extensions.Options;

namespace PbxPortal.Storage;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var mistakes = Mistakes(options).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal))
        {
            yield return "Storage:Path is empty or not a file name. Example: data/pbxportal.db";
        }
        else if (Directory.Exists(options.Path))
        {
            yield return $"Storage:Path '{options.Path}' is a folder, not a file. Example: data/pbxportal.db";
        }

        if (!options.SurvivesPowerLoss
            && !string.Equals(options.Durability, StorageOptions.Process, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Storage:Durability '{options.Durability}' is neither Process nor Power. Example: Process";
        }

        if (options.ActivityDays is < 1 or > 3650)
        {
            yield return $"Storage:ActivityDays must be between 1 and 3650, but is {options.ActivityDays}. Example: 90";
        }

        if (options.WalMegabytes is < 1 or > 4096)
        {
            yield return $"Storage:WalMegabytes must be between 1 and 4096, but is {options.WalMegabytes}. Example: 64";
        }

        if (options.MaxMegabytes < 0)
        {
            yield return $"Storage:MaxMegabytes must be zero for no limit, or more, but is {options.MaxMegabytes}. Example: 0";
        }
    }
}
