namespace PbxPortal.Api;

/// <summary>What came of allowing a device.</summary>
/// <param name="WasKeptOut"><c>false</c>: nothing kept it out.</param>
public sealed record AllowRow(bool WasKeptOut);
