using System.Text.Json.Serialization;
using PbxPortal.Live;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One domain as the HTTP API writes it.</summary>
public sealed record DomainRow(
    long Id,
    string Name,
    string Realm,
    int? MaxDevicesPerUser,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<DeviceLimitPolicy>))] DeviceLimitPolicy? DeviceLimitPolicy)
{
    public static DomainRow Of(Domain domain) =>
        new(domain.Id, domain.Name, domain.Realm, domain.MaxDevicesPerUser, domain.DeviceLimitPolicy);
}
