namespace PbxPortal.Server.Qualifying;

/// <summary>The <c>Qualify</c> section of the settings. Read once, at start; a wrong value stops the start.</summary>
public sealed class QualifyOptions
{
    public const string SectionName = "Qualify";

    /// <summary>
    /// So many OPTIONS leave in a second at most, over all domains: where there are more devices than that allows in the interval
    /// of their domain, the interval grows instead of the load.
    /// </summary>
    public int MaxPerSecond { get; set; } = 2000;
}
