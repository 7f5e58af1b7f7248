namespace PbxPortal.Components.Layout;

/// <summary>
/// What the cookie <c>theme</c> says: <c>light</c>, <c>dark</c>, <c>system-light</c> or <c>system-dark</c>. The browser keeps what the
/// system said last in it as well, so that the first paint already has the right colours.
/// </summary>
/// <remarks>Immutable.</remarks>
public sealed record ThemeChoice(ThemeMode Mode, bool IsDark)
{
    public const string CookieName = "theme";

    public static ThemeChoice Parse(string? cookie) => cookie switch
    {
        "light" => new(ThemeMode.Light, IsDark: false),
        "dark" => new(ThemeMode.Dark, IsDark: true),
        "system-dark" => new(ThemeMode.System, IsDark: true),
        _ => new(ThemeMode.System, IsDark: false),
    };

    /// <summary>The value of <c>data-theme</c> on the document.</summary>
    public string Attribute => IsDark ? "dark" : "light";
}
