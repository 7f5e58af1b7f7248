using System.Collections.Immutable;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Phones behind one address that went together.</summary>
/// <param name="IsWhole">Nobody is left there.</param>
/// <remarks>Immutable.</remarks>
internal sealed record SiteOutage(string Address, DateTimeOffset Since, ImmutableArray<GoneDevice> Devices, bool IsWhole);
