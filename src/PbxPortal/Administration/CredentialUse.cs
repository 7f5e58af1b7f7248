using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>Which devices have registered with a credential. A pure function of the devices' rows.</summary>
/// <param name="Last">The device that was heard of last; <c>null</c>: none has used it, or none that is still known.</param>
/// <param name="Registered">How many are registered with it now.</param>
public sealed record CredentialUse(DeviceState? Last, int Registered)
{
    /// <param name="devices">The devices of the credential's user.</param>
    public static CredentialUse Of(Credential credential, IEnumerable<DeviceState> devices)
    {
        var users = DevicesOf(credential, devices).ToList();
        return new CredentialUse(users.MaxBy(device => device.LastSeen), users.Count(device => device.IsRegistered));
    }

    public static IEnumerable<DeviceState> DevicesOf(Credential credential, IEnumerable<DeviceState> devices)
    {
        var id = credential.IsOwn ? 0 : credential.Id;
        return devices.Where(device => device.CredentialId == id);
    }
}
