using System.Collections.Immutable;

namespace PbxPortal.Server.Location;

/// <summary>The record of one address-of-record: all devices of one user with their bindings.</summary>
/// <remarks>Immutable, replaced whole, so that readers take no lock and see all of a change or nothing of it.</remarks>
public sealed record UserLocation(long UserId, ImmutableArray<DeviceEntry> Devices)
{
    public DeviceEntry? Find(long deviceId)
    {
        foreach (var entry in Devices)
        {
            if (entry.Device.Id == deviceId)
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>With the entry put in place of the one with the same device, or added.</summary>
    public UserLocation With(DeviceEntry entry)
    {
        for (var i = 0; i < Devices.Length; i++)
        {
            if (Devices[i].Device.Id == entry.Device.Id)
            {
                return this with { Devices = Devices.SetItem(i, entry) };
            }
        }

        return this with { Devices = Devices.Add(entry) };
    }

    public UserLocation Without(long deviceId) =>
        this with { Devices = Devices.RemoveAll(entry => entry.Device.Id == deviceId) };
}
