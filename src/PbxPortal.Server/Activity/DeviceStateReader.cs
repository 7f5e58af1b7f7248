using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;

namespace PbxPortal.Server.Activity;

/// <summary>Reads the rows of devices as they stand now out of the location table.</summary>
/// <remarks>Immutable; what it reads takes no lock.</remarks>
internal sealed class DeviceStateReader(
    LocationTable table, UserDirectory directory, ReachTable reach, DeviceCalls calls, MonotonicClock clock)
{
    public DeviceState? Find(long deviceId) =>
        table.Find(deviceId) is { } entry && directory.FindUser(entry.Device.UserId) is { } user ? Of(entry, user) : null;

    public DeviceState? Find(User user, long deviceId) => table.OfUser(user.Id)?.Find(deviceId) is { } entry ? Of(entry, user) : null;

    public IReadOnlyList<DeviceState> OfUser(long userId) =>
        table.OfUser(userId) is { } location && directory.FindUser(userId) is { } user
            ? [.. location.Devices.Select(entry => Of(entry, user))]
            : [];

    /// <param name="sees">Which domains are wanted, by id; asked once per domain.</param>
    public IReadOnlyList<DeviceState> All(Func<long, bool> sees)
    {
        var states = new List<DeviceState>();
        var answers = new Dictionary<long, bool>();
        foreach (var location in table.All)
        {
            if (directory.FindUser(location.UserId) is not { } user)
            {
                continue;
            }

            if (!answers.TryGetValue(user.Domain.Id, out var isSeen))
            {
                isSeen = sees(user.Domain.Id);
                answers.Add(user.Domain.Id, isSeen);
            }

            if (isSeen)
            {
                states.AddRange(location.Devices.Select(entry => Of(entry, user)));
            }
        }

        return states;
    }

    private DeviceState Of(DeviceEntry entry, User user)
    {
        var state = DeviceStates.Of(entry, user, reach, clock.Now, clock.UtcNow);
        return calls.Find(state.DeviceId) is not DeviceCallState.None and var callState ? state with { CallState = callState } : state;
    }
}
