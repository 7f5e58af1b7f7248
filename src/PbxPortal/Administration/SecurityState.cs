using PbxPortal.Server.Admission;

namespace PbxPortal.Administration;

/// <summary>Who is not heard, who always is, and how much was not served.</summary>
public sealed record SecurityState(
    IReadOnlyList<Ban> Bans, IReadOnlyList<ExemptNetwork> AllowedNetworks, IReadOnlyList<SilenceCount> Silenced);
