using PbxPortal.Components.Layout;

namespace PbxPortal.Tests.Components.Layout;

public sealed class ThemeChoiceTests
{
    [Theory]
    [InlineData("light", ThemeMode.Light, "light")]
    [InlineData("dark", ThemeMode.Dark, "dark")]
    [InlineData("system-dark", ThemeMode.System, "dark")]
    [InlineData("system-light", ThemeMode.System, "light")]
    [InlineData("<script>", ThemeMode.System, "light")]
    [InlineData(null, ThemeMode.System, "light")]
    public void Reads_the_cookie(string? cookie, ThemeMode mode, string attribute)
    {
        var choice = ThemeChoice.Parse(cookie);

        Assert.Equal((mode, attribute), (choice.Mode, choice.Attribute));
    }
}
