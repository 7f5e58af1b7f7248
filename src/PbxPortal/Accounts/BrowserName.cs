namespace PbxPortal.Accounts;

/// <summary>Makes words of a browser's User-Agent, by which its owner recognises it. A guess, and used for nothing else.</summary>
public static class BrowserName
{
    private const int LongestUnknown = 60;

    // The first that fits: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    // Android calls itself Linux, and the iPad of today a Mac.
    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string userAgent)
    {
        var browser = Find(Browsers, userAgent);
        var system = Find(Systems, userAgent);
        return (browser, system) switch
        {
            ({ } known, { } on) => $"{known} on {on}",
            ({ } known, null) => known,
            _ when userAgent.Length == 0 => "Unknown browser",
            _ => userAgent[..Math.Min(userAgent.Length, LongestUnknown)],
        };
    }

    private static string? Find((string Sign, string Name)[] table, string userAgent)
    {
        var index = Array.FindIndex(table, entry => userAgent.Contains(entry.Sign, StringComparison.Ordinal));
        return index < 0 ? null : table[index].Name;
    }
}
