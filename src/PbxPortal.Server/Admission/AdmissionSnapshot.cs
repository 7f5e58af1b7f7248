namespace PbxPortal.Server.Admission;

/// <summary>What the store holds.</summary>
public sealed record AdmissionSnapshot(IReadOnlyList<Ban> Bans, IReadOnlyList<ExemptNetwork> AllowedNetworks);
