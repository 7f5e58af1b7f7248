namespace PbxPortal.Provisioning;

/// <summary>What somebody gets who fetches the link of a set-up.</summary>
/// <param name="Text">The settings; <c>null</c>: the link is used up, too old, cancelled (<paramref name="IsKnown"/>), or was never one.</param>
/// <param name="IsKnown">Whether there was such a link.</param>
internal sealed record SetupDocument(string? Text, bool IsKnown);
