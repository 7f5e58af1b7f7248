using PbxPortal.Hosting;

namespace PbxPortal.Commands;

/// <summary>Tells settings from commands and their options.</summary>
internal static class SettingArguments
{
    /// <summary>
    /// A setting is <c>--Key:Sub=value</c> or <c>--Key:Sub value</c>: no option of a command has a colon in its name. <c>Urls</c>
    /// is the one setting without.
    /// </summary>
    public static (string[] Settings, string[] Words) Split(string[] args)
    {
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
            }
            else if (args[i].Contains('=', StringComparison.Ordinal) || i + 1 == args.Length)
            {
                settings.Add(args[i]);
            }
            else
            {
                settings.Add($"{args[i]}={args[++i]}");
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
