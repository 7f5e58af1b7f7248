using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>A domain as somebody enters it.</summary>
public sealed record DomainDraft(string Name, int? MaxDevicesPerUser = null, DeviceLimitPolicy? DeviceLimitPolicy = null)
{
    /// <summary>Words of <see cref="AlgorithmWord"/> in the order of the challenges; empty: as in the settings.</summary>
    public ImmutableArray<string> DigestAlgorithms { get; init; } = [];

    /// <summary>Every how many seconds its devices are asked whether they are there; <c>null</c>: not at all.</summary>
    public int? QualifySeconds { get; init; }
}
