using System.Runtime.CompilerServices;

namespace PbxPortal.Server.Location;

/// <summary>Where everybody can be reached: one record per user, read by anybody without a lock.</summary>
/// <remarks>Written by the location service's loop alone.</remarks>
public sealed class LocationTable
{
    private readonly IdTable<UserLocation> _byUser = new();
    private readonly IdTable<DeviceEntry> _byDevice = new();

    public IEnumerable<UserLocation> All => _byUser.Values;

    public UserLocation? OfUser(long userId) => _byUser.Find(userId);

    public DeviceEntry? Find(long deviceId) => _byDevice.Find(deviceId);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // A start goes through hundreds of thousands, mostly before the runtime would optimise it.
    internal void Put(UserLocation location)
    {
        var earlier = _byUser.Find(location.UserId);
        if (earlier is not null)
        {
            Forget(earlier, location);
        }

        foreach (var entry in location.Devices)
        {
            if (!ReferenceEquals(earlier?.Find(entry.Device.Id), entry))
            {
                _byDevice.Put(entry.Device.Id, entry);
            }
        }

        if (location.Devices.IsEmpty)
        {
            _byUser.Remove(location.UserId);
        }
        else
        {
            _byUser.Put(location.UserId, location);
        }
    }

    private void Forget(UserLocation earlier, UserLocation later)
    {
        foreach (var entry in earlier.Devices)
        {
            if (later.Find(entry.Device.Id) is null)
            {
                _byDevice.Remove(entry.Device.Id);
            }
        }
    }
}
