namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/bans</c>.</summary>
/// <param name="Network">An address or a network, for example <c>203.0.113.7</c>.</param>
/// <param name="Minutes">How long; left out: until it is lifted.</param>
/// <param name="Reason">Why; may be left out.</param>
public sealed record BanOrder(string? Network, int? Minutes, string? Reason);
