namespace PbxPortal.Api;

/// <summary>Recovery codes that were made just now, told in this answer only. Each is good once.</summary>
public sealed record RecoveryCodesRow(IReadOnlyList<string> Codes);
