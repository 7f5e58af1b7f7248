using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>The devices of one user in numbers.</summary>
/// <param name="Devices">All that are known.</param>
/// <param name="Reachable">Those that a call would find now.</param>
/// <param name="Worst">The most urgent status among them; <c>null</c>: there are none.</param>
/// <param name="LastSeen">When one was last heard of; <c>null</c>: never.</param>
/// <remarks>Immutable.</remarks>
public readonly record struct UserStanding(int Devices, int Reachable, DeviceStatus? Worst, DateTimeOffset? LastSeen)
{
    public static UserStanding Of(IReadOnlyCollection<DeviceState> devices) => devices.Count == 0 ? default : new(
        devices.Count, devices.Count(device => device.IsReachable), devices.Min(device => device.Status), devices.Max(device => device.LastSeen));

    public UserState StateOf(User user) => user.IsEnabled ? StateOf(Worst) : UserState.Disabled;

    private static UserState StateOf(DeviceStatus? worst) => worst switch
    {
        DeviceStatus.Failing => UserState.Failing,
        DeviceStatus.Late => UserState.Late,
        DeviceStatus.Disconnected => UserState.Disconnected,
        DeviceStatus.Online => UserState.Online,
        DeviceStatus.Asleep => UserState.Asleep,
        DeviceStatus.KeptOut => UserState.KeptOut,
        DeviceStatus.Offline => UserState.Offline,
        _ => UserState.NoDevice,
    };
}
