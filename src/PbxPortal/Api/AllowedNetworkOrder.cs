namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/allowed-networks</c>.</summary>
/// <param name="Network">An address or a network, for example <c>192.0.2.0/24</c>.</param>
/// <param name="Remark">What it is; may be left out.</param>
public sealed record AllowedNetworkOrder(string? Network, string? Remark);
