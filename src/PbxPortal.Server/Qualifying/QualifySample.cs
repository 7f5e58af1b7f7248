namespace PbxPortal.Server.Qualifying;

/// <summary>What came of asking a device once.</summary>
/// <param name="RoundTrip">From the first copy of the OPTIONS to its answer; <c>null</c>: no answer came.</param>
public readonly record struct QualifySample(TimeSpan? RoundTrip);
