using PbxPortal.Hosting;

namespace PbxPortal.Commands;

/// <summary>Tells settings from commands and their options.</summary>
internal static class SettingArguments
{
    /// <summary>
    /// A setting is <c>--Key:Sub=value</c> or <c>--Key:Sub value</c>: no option of a command has a colon in its name. <c>Urls</c>
    /// is the one setting without. A setting without a value stays a word, which no command knows: so it is not overlooked.
    /// </summary>
    public static (string[] Settings, string[] Words) Split(string[] args)
    {
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (IsSetting(args[i]) && args[i].Contains('=', StringComparison.Ordinal))
            {
                settings.Add(args[i]);
            }
            else if (IsSetting(args[i]) && i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.Add($"{args[i]}={args[++i]}");
            }
            else
            {
                words.Add(args[i]);
            }
        }

        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var name = argument[2..].Split('=')[0];
        return name.Contains(':', StringComparison.Ordinal) || string.Equals(name, PortalUrls.Key, StringComparison.OrdinalIgnoreCase);
    }
}
