using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Components.Devices;

/// <summary>What the help desk can do to one device.</summary>
public sealed partial class DeviceActions
{
    private bool _isTelling;

    [Inject]
    public required DeviceCommands Commands { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    private string CheckSyncObstacle => NoticeRules.ObstacleTo(Device, DeviceNotice.CheckSync);

    private string RebootObstacle => NoticeRules.ObstacleTo(Device, DeviceNotice.Reboot);

    private async Task<ClaimsPrincipal> WhoAsync() => (await Authentication).User;

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

    private async Task SetDoNotDisturbAsync() => await Commands.SetDoNotDisturbAsync(await WhoAsync(), Device, !Device.DoNotDisturb);

    private async Task ForgetAsync() => await Commands.ForgetAsync(await WhoAsync(), Device);
}
