namespace PbxPortal.Administration;

/// <summary>An allowed network as somebody enters it.</summary>
/// <param name="Network">An address or a network.</param>
/// <param name="Remark">What it is; may be empty.</param>
public sealed record AllowedNetworkDraft(string Network, string Remark);
