namespace PbxPortal.Components.Display;

/// <summary>How the browser writes a moment.</summary>
public enum MomentStyle
{
    /// <summary>The time of day, with the date when it is another day: <c>08:02</c>, <c>3 Aug 08:02</c>.</summary>
    Clock,

    /// <summary>The time of day with seconds, with the date when it is another day.</summary>
    Seconds,

    /// <summary>How long ago or ahead: <c>40 s ago</c>, <c>in 5 min</c>.</summary>
    Relative,
}
