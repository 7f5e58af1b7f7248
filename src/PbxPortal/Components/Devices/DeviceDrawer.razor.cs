using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Components.Devices;

/// <summary>Everything known about one device, beside the list; what somebody types here survives every live change.</summary>
public sealed partial class DeviceDrawer
{
    private IReadOnlyList<DeviceState> _siblings = [];
    private string _name = "";
    private string _remark = "";
    private DeviceClass? _class;
    private string? _failure;
    private bool _isSaving;
    private bool _isSaved;
    private bool _isTelling;

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required DeviceCommands Commands { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    /// <summary>The device is no more; <see cref="Device"/> is how it was last.</summary>
    [Parameter]
    public bool IsGone { get; set; }

    [Parameter]
    public bool MayControl { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    protected override void OnInitialized()
    {
        _name = Device.Name;
        _remark = Device.Remark;
        _class = Device.ClassIsOverruled ? Device.Class : null;
    }

    protected override void OnParametersSet() =>
        _siblings = [.. Feed.OfUser(Device.UserId).Where(other => other.DeviceId != Device.DeviceId)];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.FocusAsync("#drawer-title");
        }
    }

    private static string ClassText(DeviceClass? deviceClass) =>
        deviceClass is { } chosen ? DeviceClassDisplay.WordOf(chosen) : "As its User-Agent says";

    private async Task<ClaimsPrincipal> WhoAsync() => (await Authentication).User;

    private Task OnKeyAsync(KeyboardEventArgs key) =>
        string.Equals(key.Key, "Escape", StringComparison.Ordinal) ? OnClose.InvokeAsync() : Task.CompletedTask;

    private string CheckSyncObstacle => NoticeRules.ObstacleTo(Device, DeviceNotice.CheckSync);

    private string RebootObstacle => NoticeRules.ObstacleTo(Device, DeviceNotice.Reboot);

    private async Task NotifyAsync(DeviceNotice notice)
    {
        _isTelling = true;
        try
        {
            await Commands.NotifyAsync(await WhoAsync(), Device, notice);
        }
        finally
        {
            _isTelling = false;
        }
    }

    private async Task AllowAsync() => await Commands.AllowAsync(await WhoAsync(), Device);

    private async Task ForgetAsync() => await Commands.ForgetAsync(await WhoAsync(), Device);

    private async Task SaveAsync()
    {
        (_isSaving, _isSaved, _failure) = (true, false, null);
        _failure = await Commands.EditAsync(await WhoAsync(), Device.DeviceId, new DeviceEdit(_name.Trim(), _remark.Trim(), _class));
        (_isSaving, _isSaved) = (false, _failure is null);
    }
}
