using System.Collections.Immutable;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Directory;

/// <summary>A tenant: the SIP domain that its users and roles belong to.</summary>
/// <param name="Name">Lower case, for example <c>acme.example</c>.</param>
/// <param name="Realm">The digest realm. It stays when the domain is renamed, for it is part of every HA1.</param>
/// <param name="MaxDevicesPerUser"><c>null</c>: the setting <c>Registrar:MaxDevicesPerUser</c>.</param>
/// <param name="DeviceLimitPolicy"><c>null</c>: the setting <c>Registrar:DeviceLimitPolicy</c>.</param>
/// <remarks>Immutable.</remarks>
public sealed record Domain(
    long Id, string Name, string Realm, int? MaxDevicesPerUser = null, DeviceLimitPolicy? DeviceLimitPolicy = null)
{
    /// <summary>The digest algorithms that its phones are offered, in the order of the challenges; empty: the setting <c>Registrar:DigestAlgorithms</c>.</summary>
    public ImmutableArray<DigestAlgorithm> DigestAlgorithms { get; init; } = [];

    /// <summary>Every how many seconds its devices are asked by OPTIONS whether they are there; <c>null</c>: not at all.</summary>
    public int? QualifySeconds { get; init; }

    /// <summary>By value, the list of algorithms too: a domain that was read anew is no change.</summary>
    public bool Equals(Domain? other) => other is not null
        && (Id, MaxDevicesPerUser, DeviceLimitPolicy, QualifySeconds)
            == (other.Id, other.MaxDevicesPerUser, other.DeviceLimitPolicy, other.QualifySeconds)
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Realm, other.Realm, StringComparison.Ordinal)
        && DigestAlgorithms.AsSpan().SequenceEqual(other.DigestAlgorithms.AsSpan());

    public override int GetHashCode() => Id.GetHashCode();
}
