namespace PbxPortal.Server.Admission;

/// <summary>How many messages were not served for one reason.</summary>
public readonly record struct SilenceCount(SilenceKind Kind, long LastHour, long SinceStart);
