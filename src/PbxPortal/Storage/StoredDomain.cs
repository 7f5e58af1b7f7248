using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>A domain as a <see cref="DirectoryEdit"/> finds it.</summary>
internal sealed class StoredDomain
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Realm { get; init; }

    public int? MaxDevicesPerUser { get; init; }

    public DeviceLimitPolicy? DeviceLimitPolicy { get; init; }

    /// <summary>Separated by commas; empty: as in the settings.</summary>
    public string DigestAlgorithms { get; init; } = "";

    public int? QualifySeconds { get; init; }
}
