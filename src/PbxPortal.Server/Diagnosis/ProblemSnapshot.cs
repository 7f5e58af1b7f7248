using System.Collections.Immutable;

namespace PbxPortal.Server.Diagnosis;

/// <summary>All problems of all domains as they stood at one moment, the most urgent first, and the numbers beside them.</summary>
/// <param name="Version">Another number, another content.</param>
/// <param name="Missed">Failed attempts since the start that found no room in the memory for evidence.</param>
/// <remarks>Immutable; shared by all who look.</remarks>
public sealed record ProblemSnapshot(
    long Version, ImmutableArray<Problem> Problems, ImmutableDictionary<long, DomainCounts> Domains, long Missed);
