using Microsoft.AspNetCore.Components;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;

namespace PbxPortal.Components.Devices;

/// <summary>The chips above the list: what one can narrow it down to, and how many would be left.</summary>
public sealed partial class DeviceFacets
{
    private static readonly DeviceStatus[] AllStatuses =
    [
        DeviceStatus.Online, DeviceStatus.Late, DeviceStatus.Disconnected, DeviceStatus.Asleep, DeviceStatus.Failing,
        DeviceStatus.Offline, DeviceStatus.KeptOut, DeviceStatus.NeverSeen,
    ];

    private static readonly DeviceClass[] AllClasses =
    [
        DeviceClass.Desk, DeviceClass.Soft, DeviceClass.Mobile, DeviceClass.Ata, DeviceClass.WebRtc, DeviceClass.Door, DeviceClass.Pbx,
        DeviceClass.Unknown,
    ];

    [Parameter, EditorRequired]
    public required DeviceFilter Filter { get; set; }

    [Parameter, EditorRequired]
    public required DeviceCounts Counts { get; set; }

    [Parameter]
    public EventCallback<DeviceFilter> OnChange { get; set; }

    private bool IsAll => Filter.Statuses.IsEmpty && Filter.Classes.IsEmpty;

    /// <summary>Those that everybody looks for, and any other that has a device or is chosen.</summary>
    private IEnumerable<DeviceStatus> ShownStatuses => AllStatuses.Where(status =>
        status is DeviceStatus.Online or DeviceStatus.Late or DeviceStatus.Failing or DeviceStatus.Offline
        || Counts.Of(status) > 0 || Filter.Statuses.Contains(status));

    private IEnumerable<DeviceClass> ShownClasses => AllClasses.Where(deviceClass =>
        deviceClass is DeviceClass.Desk or DeviceClass.Soft or DeviceClass.Mobile
        || Counts.Of(deviceClass) > 0 || Filter.Classes.Contains(deviceClass));

    private static string Pressed(bool isOn) => isOn ? "true" : "false";

    private Task ShowAll() => OnChange.InvokeAsync(Filter with { Statuses = [], Classes = [] });

    private Task ChooseDomain(ChangeEventArgs change) =>
        OnChange.InvokeAsync(Filter with { Domain = change.Value as string ?? "" });
}
