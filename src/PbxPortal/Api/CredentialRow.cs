using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>One credential of a user as the HTTP API writes it; the secret has no place in it.</summary>
/// <param name="Name">The digest user name.</param>
/// <param name="Label">What the device is; empty for the user's own.</param>
/// <param name="CreatedAt"><c>null</c> for the user's own.</param>
/// <param name="LastDeviceId">The device that was heard of last with it; <c>null</c>: none that is still known.</param>
/// <param name="Registered">How many devices are registered with it now.</param>
public sealed record CredentialRow(
    long Id,
    string Name,
    string Label,
    bool IsOwn,
    bool IsRevoked,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastUsedAt,
    long? LastDeviceId,
    string? LastDevice,
    int Registered)
{
    public static CredentialRow Of(Credential credential, IEnumerable<DeviceState> devices)
    {
        var (last, registered) = CredentialUse.Of(credential, devices);
        return new CredentialRow(
            credential.Id,
            credential.Name,
            credential.Label,
            credential.IsOwn,
            credential.IsRevoked,
            credential.CreatedAt == DateTimeOffset.UnixEpoch ? null : credential.CreatedAt,
            last?.LastSeen,
            last?.DeviceId,
            last is null ? null : (last.Name.Length > 0 ? last.Name : last.Product),
            registered);
    }
}
