using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;

namespace PbxPortal.Components.Users;

/// <summary>The devices of one user, as people think of them: on the desk, on the computer, in the pocket, and the rest.</summary>
public static class DeviceGroups
{
    private static readonly string[] Names = ["Desk", "Soft", "Mobile", "Other"];

    /// <summary>Groups without a device are left out.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<DeviceState> Devices)> Of(IEnumerable<DeviceState> devices)
    {
        var byName = devices.ToLookup(device => NameOf(device.Class), StringComparer.Ordinal);
        return
        [
            .. from name in Names
               where byName.Contains(name)
               select (name, (IReadOnlyList<DeviceState>)[.. byName[name].OrderBy(DeviceLabel.Of, StringComparer.OrdinalIgnoreCase).ThenBy(device => device.DeviceId)]),
        ];
    }

    private static string NameOf(DeviceClass deviceClass) => deviceClass switch
    {
        DeviceClass.Desk => "Desk",
        DeviceClass.Soft or DeviceClass.WebRtc => "Soft",
        DeviceClass.Mobile => "Mobile",
        _ => "Other",
    };
}
