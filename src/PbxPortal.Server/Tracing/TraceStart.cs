namespace PbxPortal.Server.Tracing;

/// <summary>What came of the wish to watch.</summary>
/// <param name="Trace"><c>null</c>: nothing is watched.</param>
/// <param name="Obstacle">Why not; empty when it is watched.</param>
public sealed record TraceStart(Trace? Trace, string Obstacle = "");
