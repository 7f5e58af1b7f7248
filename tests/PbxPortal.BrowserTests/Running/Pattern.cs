using System.Text.RegularExpressions;

namespace PbxPortal.BrowserTests.Running;

/// <summary>Texts of a page that are known in part.</summary>
internal static class Pattern
{
    public static Regex Of(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
