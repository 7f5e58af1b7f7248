using System.Collections.Concurrent;

namespace PbxPortal.Server.Location;

/// <summary>Where everybody can be reached: one immutable record per user, read by anybody without a lock.</summary>
/// <remarks>Written by the location service's loop alone.</remarks>
public sealed class LocationTable
{
    private readonly ConcurrentDictionary<long, UserLocation> _byUser = new();
    private readonly ConcurrentDictionary<long, long> _userOfDevice = new();

    public IEnumerable<UserLocation> All => _byUser.Select(pair => pair.Value);

    public UserLocation? OfUser(long userId) => _byUser.GetValueOrDefault(userId);

    public DeviceEntry? Find(long deviceId) =>
        _userOfDevice.TryGetValue(deviceId, out var userId) ? OfUser(userId)?.Find(deviceId) : null;

    internal void Put(UserLocation location)
    {
        if (_byUser.TryGetValue(location.UserId, out var earlier))
        {
            Forget(earlier, location);
        }

        foreach (var entry in location.Devices)
        {
            _userOfDevice[entry.Device.Id] = location.UserId;
        }

        if (location.Devices.IsEmpty)
        {
            _byUser.TryRemove(location.UserId, out _);
        }
        else
        {
            _byUser[location.UserId] = location;
        }
    }

    private void Forget(UserLocation earlier, UserLocation later)
    {
        foreach (var entry in earlier.Devices)
        {
            if (later.Find(entry.Device.Id) is null)
            {
                _userOfDevice.TryRemove(entry.Device.Id, out _);
            }
        }
    }
}
