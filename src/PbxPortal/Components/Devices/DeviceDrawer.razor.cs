using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using PbxPortal.Components.Live;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>What one asks first about a device, beside the list; its page says the rest.</summary>
public sealed partial class DeviceDrawer
{
    private IReadOnlyList<DeviceState> _siblings = [];

    [Inject]
    public required IRegistrationFeed Feed { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Parameter, EditorRequired]
    public required DeviceState Device { get; set; }

    /// <summary>The device is no more; <see cref="Device"/> is how it was last.</summary>
    [Parameter]
    public bool IsGone { get; set; }

    [Parameter]
    public bool MayControl { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    protected override void OnParametersSet() =>
        _siblings = [.. Feed.OfUser(Device.UserId).Where(other => other.DeviceId != Device.DeviceId)];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Browser.FocusAsync("#drawer-title");
        }
    }

    private Task OnKeyAsync(KeyboardEventArgs key) =>
        string.Equals(key.Key, "Escape", StringComparison.Ordinal) ? OnClose.InvokeAsync() : Task.CompletedTask;
}
