namespace PbxPortal.Administration;

/// <summary>A ban as somebody enters it.</summary>
/// <param name="Network">An address or a network.</param>
/// <param name="Minutes">How long; <c>null</c>: until it is lifted.</param>
/// <param name="Reason">Why; may be empty.</param>
public sealed record BanDraft(string Network, int? Minutes, string Reason);
