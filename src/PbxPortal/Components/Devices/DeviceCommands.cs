using System.Security.Claims;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Components.Devices;

/// <summary>What the pages do to one device: asks first where it matters, does it, and says what came of it.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class DeviceCommands(IDeviceAdministration devices, IDialogService dialogs, ISnackbar snackbar)
{
    /// <summary>Opens the log-out dialog and returns when it is closed.</summary>
    public async Task LogOutAsync(DeviceState device)
    {
        var parameters = new DialogParameters<LogOutDialog> { { dialog => dialog.Device, device } };
        var opened = await dialogs.ShowAsync<LogOutDialog>("Log out this device?", parameters);
        await opened.Result;
    }

    public Task AllowAsync(ClaimsPrincipal who, DeviceState device) => RunAsync(async () =>
        await devices.AllowAsync(who, device.DeviceId, CancellationToken.None)
            ? $"{DeviceLabel.Of(device)} of {DeviceLabel.UserOf(device)} may register again. It does so at its next attempt."
            : $"{DeviceLabel.Of(device)} was not kept out any more.");

    public async Task ForgetAsync(ClaimsPrincipal who, DeviceState device)
    {
        var label = $"{DeviceLabel.Of(device)} of {DeviceLabel.UserOf(device)}";
        var answer = await dialogs.ShowMessageBoxAsync(
            "Forget this device?",
            $"{label} leaves the list, with its name and remark. If it registers again, it comes back as a new device. Its history stays.",
            yesText: "Forget",
            cancelText: "Cancel");
        if (answer is true)
        {
            await RunAsync(async () => await devices.ForgetAsync(who, device.DeviceId, CancellationToken.None)
                ? $"{label} is forgotten."
                : $"{label} was not forgotten: it is registered, or gone already.");
        }
    }

    /// <returns>What went wrong; <c>null</c>: it is saved.</returns>
    public async Task<string?> EditAsync(ClaimsPrincipal who, long deviceId, DeviceEdit edit)
    {
        try
        {
            return await devices.EditAsync(who, deviceId, edit, CancellationToken.None) ? null : "The device is gone. Nothing was saved.";
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            return Failure.Describe(failure);
        }
    }

    private async Task RunAsync(Func<Task<string>> command)
    {
        try
        {
            snackbar.Add(await command(), Severity.Normal);
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
    }
}
