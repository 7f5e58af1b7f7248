using System.Globalization;
using System.Text;
using MudBlazor;

namespace PbxPortal.Components.Layout;

/// <summary>The one theme: every colour, light and dark, for MudBlazor's palettes and, as custom properties, for app.css.</summary>
/// <remarks>Immutable. Each text colour has at least 4.5:1 on surface, background and soft accent (WCAG AA).</remarks>
public static class PortalTheme
{
    private static readonly Colours Light = new()
    {
        Background = "#f6f7f9",
        Surface = "#ffffff",
        Line = "#e3e6ea",
        Field = "#868f9c",
        Text = "#1c2330",
        Muted = "#5b6573",
        Accent = "#2f5bd0",
        OnAccent = "#ffffff",
        AccentSoft = "#e8eefc",
        Selected = "#f2f6fe",
        Online = "#1a7f4b",
        Late = "#8a5a00",
        Failing = "#c0252d",
        FailingSoft = "#fdecec",
        Offline = "#5b6573",
        KeptOut = "#7443c4",
        Asleep = "#1f6f9e",
    };

    private static readonly Colours Dark = new()
    {
        Background = "#12151b",
        Surface = "#1a1f27",
        Line = "#2b323d",
        Field = "#6c7787",
        Text = "#e6eaf0",
        Muted = "#9aa5b3",
        Accent = "#8fb0ff",
        OnAccent = "#12151b",
        AccentSoft = "#22304f",
        Selected = "#1e2738",
        Online = "#4fd08a",
        Late = "#f0b849",
        Failing = "#ff7b7f",
        FailingSoft = "#3a1f24",
        Offline = "#9aa5b3",
        KeptOut = "#c3a2ff",
        Asleep = "#74c4f2",
    };

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Fill(new PaletteLight(), Light),
        PaletteDark = Fill(new PaletteDark(), Dark),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography
            {
                FontFamily = ["system-ui", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif"],
                FontSize = "0.875rem",
                LineHeight = "1.45",
                LetterSpacing = "normal",
            },
            Body1 = new Body1Typography { FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            H6 = new H6Typography { FontSize = "1.0625rem", FontWeight = "650", LetterSpacing = "-.01em" },
            Button = new ButtonTypography { FontSize = "0.875rem", FontWeight = "500", LetterSpacing = "normal", TextTransform = "none" },
        },
    };

    /// <summary>The colours as custom properties of the document, both themes, chosen by <c>data-theme</c> before the first paint.</summary>
    public static string Tokens { get; } =
        $":root{{color-scheme:light;{Light.ToCss()}}}[data-theme=dark]{{color-scheme:dark;{Dark.ToCss()}}}";

    private static T Fill<T>(T palette, Colours colours)
        where T : Palette
    {
        palette.Primary = colours.Accent;
        palette.PrimaryContrastText = colours.OnAccent;
        palette.Secondary = colours.KeptOut;
        palette.Info = colours.Asleep;
        palette.InfoContrastText = colours.OnAccent;
        palette.Success = colours.Online;
        palette.SuccessContrastText = colours.OnAccent;
        palette.Warning = colours.Late;
        palette.WarningContrastText = colours.OnAccent;
        palette.Error = colours.Failing;
        palette.ErrorContrastText = colours.OnAccent;
        palette.Background = colours.Background;
        palette.BackgroundGray = colours.Background;
        palette.Surface = colours.Surface;
        palette.TextPrimary = colours.Text;
        palette.TextSecondary = colours.Muted;
        palette.ActionDefault = colours.Muted;
        palette.LinesDefault = colours.Line;
        palette.LinesInputs = colours.Field;
        palette.TableLines = colours.Line;
        palette.TableHover = colours.Background;
        palette.Divider = colours.Line;
        palette.DividerLight = colours.Line;
        palette.Skeleton = colours.Line;
        return palette;
    }

    private sealed record Colours
    {
        public required string Background { get; init; }

        public required string Surface { get; init; }

        public required string Line { get; init; }

        /// <summary>The edge of a field: 3:1 on the surface, so that one sees where to type.</summary>
        public required string Field { get; init; }

        public required string Text { get; init; }

        public required string Muted { get; init; }

        public required string Accent { get; init; }

        public required string OnAccent { get; init; }

        public required string AccentSoft { get; init; }

        /// <summary>The row that is open; lighter than the soft accent, for status colours stand on it.</summary>
        public required string Selected { get; init; }

        public required string Online { get; init; }

        public required string Late { get; init; }

        public required string Failing { get; init; }

        public required string FailingSoft { get; init; }

        public required string Offline { get; init; }

        public required string KeptOut { get; init; }

        public required string Asleep { get; init; }

        public string ToCss()
        {
            var css = new StringBuilder();
            void Add(string name, string value) => css.Append(CultureInfo.InvariantCulture, $"--{name}:{value};");
            Add("background", Background);
            Add("surface", Surface);
            Add("line", Line);
            Add("field", Field);
            Add("text", Text);
            Add("muted", Muted);
            Add("accent", Accent);
            Add("on-accent", OnAccent);
            Add("accent-soft", AccentSoft);
            Add("selected", Selected);
            Add("online", Online);
            Add("late", Late);
            Add("failing", Failing);
            Add("failing-soft", FailingSoft);
            Add("offline", Offline);
            Add("kept-out", KeptOut);
            Add("asleep", Asleep);
            return css.ToString();
        }
    }
}
