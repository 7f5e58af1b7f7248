using System.Text.RegularExpressions;

namespace PbxPortal.Server.Devices;

/// <summary>The names of products: tidied where a rule made them, guessed where no rule knows the User-Agent.</summary>
internal static partial class ProductName
{
    /// <summary>Longer than the longest real one; keeps a stranger's text from filling a page.</summary>
    private const int MaxLength = 40;

    /// <summary>Underscores are spaces to makers; single spaces, none at the ends.</summary>
    public static string Tidy(string name)
    {
        var words = name.Split([' ', '_'], StringSplitOptions.RemoveEmptyEntries);
        return Cut(string.Join(' ', words).TrimEnd('-', '/', ',', ';'));
    }

    /// <summary>The first token of an unknown User-Agent without its version: <c>product *("/" version)</c> (25.1, <c>server-val</c>).</summary>
    public static string Guess(string text)
    {
        var token = FirstToken().Match(text).Value;
        var version = Version().Match(token);
        return Cut((version.Success ? token[..version.Index] : token).Trim('-', '_', '.'));
    }

    private static string Cut(string name)
    {
        return name.Length > MaxLength ? name[..MaxLength] : name;
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}][\p{L}\p{Nd}.+_!&-]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex FirstToken();

    /// <summary>Where the version begins: <c>v1.2</c> at the start, <c>-v2</c>, <c>_r16845</c>, <c>-2.3.1</c>, <c>2.3</c>, <c>_1_4</c>.</summary>
    [GeneratedRegex(
        "^v?[0-9]+[.][0-9]|[-_.](?:v|ver|version|rev|r|rel|release|build)[-_.]?[0-9]|[-_.]?[0-9]+[._][0-9]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex Version();
}
