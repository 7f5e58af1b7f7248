namespace PbxPortal.Components.Live;

/// <summary>A row that is about to be drawn.</summary>
/// <param name="Row">What stands in it.</param>
/// <param name="IsSeen">It can be on the screen; else it only waits near it.</param>
public readonly record struct LongTableRow<TRow>(TRow Row, bool IsSeen);
