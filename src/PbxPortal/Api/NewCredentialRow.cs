namespace PbxPortal.Api;

/// <summary>A device credential that was made just now: the only answer that ever holds a password.</summary>
public sealed record NewCredentialRow(long Id, string Name, string Label, string Password);
