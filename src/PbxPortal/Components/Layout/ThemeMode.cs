namespace PbxPortal.Components.Layout;

/// <summary>Which theme the reader asked for.</summary>
public enum ThemeMode
{
    /// <summary>Whatever the operating system says.</summary>
    System,

    Light,

    Dark,
}
