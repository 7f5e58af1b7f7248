using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;

namespace PbxPortal.Components.Devices;

/// <summary>Name, remark and class of a device; what somebody types here survives every live change.</summary>
public sealed partial class DeviceNameForm
{
    private string _name = "";
    private string _remark = "";
    private DeviceClass? _class;
    private string? _failure;
    private bool _isSaving;
    private bool _isSaved;

    [Inject]
    public required DeviceCommands Commands { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    protected override void OnInitialized()
    {
        _name = Device.Name;
        _remark = Device.Remark;
        _class = Device.ClassIsOverruled ? Device.Class : null;
    }

    private static string ClassText(DeviceClass? deviceClass) =>
        deviceClass is { } chosen ? DeviceClassDisplay.WordOf(chosen) : "As its User-Agent says";

    private async Task SaveAsync()
    {
        (_isSaving, _isSaved, _failure) = (true, false, null);
        var who = (await Authentication).User;
        _failure = await Commands.EditAsync(who, Device.DeviceId, new DeviceEdit(_name.Trim(), _remark.Trim(), _class));
        (_isSaving, _isSaved) = (false, _failure is null);
    }
}
