using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Users;

/// <summary>What the users page keeps of a device: whose it is and how it stands, a tenth of its state.</summary>
/// <remarks>Immutable.</remarks>
internal readonly record struct DeviceMark(long UserId, DeviceStatus Status, bool IsReachable, DateTimeOffset LastSeen)
{
    public static DeviceMark Of(DeviceState device) => new(device.UserId, device.Status, device.IsReachable, device.LastSeen);
}
