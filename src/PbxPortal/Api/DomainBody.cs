using System.Collections.Immutable;

namespace PbxPortal.Api;

/// <summary>What a request may say of a domain; what it leaves out stays, or is as usual for a new one.</summary>
/// <param name="Name">Another name keeps the old realm, for the stored secrets hold it.</param>
/// <param name="MaxDevicesPerUser"><c>null</c>: as in the settings.</param>
/// <param name="DeviceLimitPolicy"><c>refuse</c> or <c>replaceOldest</c>; <c>null</c>: as in the settings.</param>
/// <param name="DigestAlgorithms">In the order of the challenges; empty: as in the settings.</param>
/// <param name="QualifySeconds">Every so many seconds its devices are asked whether they are there; <c>null</c>: not at all.</param>
public sealed record DomainBody(
    string? Name, int? MaxDevicesPerUser, string? DeviceLimitPolicy, ImmutableArray<string>? DigestAlgorithms, int? QualifySeconds);
