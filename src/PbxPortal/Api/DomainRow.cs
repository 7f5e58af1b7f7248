using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One domain as the HTTP API writes it.</summary>
/// <param name="DigestAlgorithms">In the order of the challenges; empty: as in the settings.</param>
/// <param name="QualifySeconds">Every so many seconds its devices are asked whether they are there; <c>null</c>: not at all.</param>
public sealed record DomainRow(
    long Id,
    string Name,
    string Realm,
    int? MaxDevicesPerUser,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<DeviceLimitPolicy>))] DeviceLimitPolicy? DeviceLimitPolicy,
    ImmutableArray<string> DigestAlgorithms,
    int? QualifySeconds)
{
    public static DomainRow Of(Domain domain) => new(
        domain.Id,
        domain.Name,
        domain.Realm,
        domain.MaxDevicesPerUser,
        domain.DeviceLimitPolicy,
        [.. domain.DigestAlgorithms.Select(AlgorithmWord.Of)],
        domain.QualifySeconds);
}
