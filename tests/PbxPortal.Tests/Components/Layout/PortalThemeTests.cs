using System.Globalization;
using System.Text.RegularExpressions;
using PbxPortal.Components.Layout;

namespace PbxPortal.Tests.Components.Layout;

public sealed partial class PortalThemeTests
{
    /// <summary>WCAG 2.1, 1.4.3 (AA): text has 4.5:1.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_text_colour_can_be_read_on_every_ground_it_stands_on(int theme)
    {
        var colours = ThemeOf(theme);
        string[] texts = ["text", "muted", "accent", "online", "late", "failing", "offline", "kept-out", "asleep"];
        string[] grounds = ["surface", "background", "selected"];

        var unreadable =
            from text in texts
            from ground in grounds
            let contrast = Contrast(colours[text], colours[ground])
            where contrast < 4.5
            select $"{text} on {ground}: {contrast:F2}";

        Assert.Empty(unreadable);
        Assert.True(Contrast(colours["accent"], colours["accent-soft"]) >= 4.5);
        Assert.True(Contrast(colours["on-accent"], colours["accent"]) >= 4.5);
        Assert.True(Contrast(colours["on-accent"], colours["failing"]) >= 4.5);
        Assert.True(Contrast(colours["text"], colours["failing-soft"]) >= 4.5);
    }

    /// <summary>WCAG 2.1, 1.4.11 (AA): the edge of a field has 3:1.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_sees_where_to_type(int theme)
    {
        var colours = ThemeOf(theme);

        Assert.True(Contrast(colours["field"], colours["surface"]) >= 3);
    }

    private static Dictionary<string, string> ThemeOf(int index) =>
        PropertyOf().Matches(PortalTheme.Tokens.Split("}")[index])
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["colour"].Value, StringComparer.Ordinal);

    private static double Contrast(string one, string other)
    {
        var (bright, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (bright + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }

    [GeneratedRegex("--(?<name>[a-z-]+):(?<colour>#[0-9a-f]{6})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PropertyOf();
}
