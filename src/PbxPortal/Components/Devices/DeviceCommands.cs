using System.Security.Claims;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;
using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;

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

    /// <summary>Opens the dialog for several devices and returns when it is closed.</summary>
    public async Task RunAsync(BulkAction action, IReadOnlyList<DeviceState> several)
    {
        var parameters = new DialogParameters<BulkDialog> { { dialog => dialog.Devices, several }, { dialog => dialog.Action, action } };
        var opened = await dialogs.ShowAsync<BulkDialog>("Several devices", parameters);
        await opened.Result;
    }

    public Task AllowAsync(ClaimsPrincipal who, DeviceState device) => RunAsync(async () =>
        await devices.AllowAsync(who, device.DeviceId, CancellationToken.None)
            ? $"{DeviceLabel.Of(device)} of {DeviceLabel.UserOf(device)} may register again. It does so at its next attempt."
            : $"{DeviceLabel.Of(device)} was not kept out any more.");

    public Task SetDoNotDisturbAsync(ClaimsPrincipal who, DeviceState device, bool isOn) => RunAsync(async () =>
        (await devices.SetDoNotDisturbAsync(who, device.DeviceId, isOn, CancellationToken.None), isOn) switch
        {
            (false, _) => $"{DeviceLabel.Of(device)} is gone. Nothing was changed.",
            (_, true) => $"No call rings on {DeviceLabel.Of(device)} of {DeviceLabel.UserOf(device)} any more. It stays registered.",
            _ => $"Calls ring on {DeviceLabel.Of(device)} of {DeviceLabel.UserOf(device)} again.",
        });

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

    /// <summary>Asks first where the phone may reboot, tells it, and says what it has answered.</summary>
    public async Task NotifyAsync(ClaimsPrincipal who, DeviceState device, DeviceNotice notice)
    {
        var label = $"{DeviceLabel.Of(device)} of {DeviceLabel.UserOf(device)}";
        if (!await MayTellAsync(device, notice, label))
        {
            return;
        }

        using var waiting = snackbar.Add($"{label} is being told.", Severity.Normal, options => options.RequireInteraction = true);
        try
        {
            var outcome = await devices.NotifyAsync(who, device.DeviceId, notice, CancellationToken.None);
            snackbar.Add(NoticeDisplay.Describe(label, notice, outcome), NoticeDisplay.SeverityOf(outcome));
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            snackbar.Add(Failure.Describe(failure), Severity.Error, options => options.RequireInteraction = true);
        }
        finally
        {
            if (waiting is not null)
            {
                snackbar.Remove(waiting);
            }
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

    private async Task<bool> MayTellAsync(DeviceState device, DeviceNotice notice, string label)
    {
        var caution = NoticeRules.Find(device.Product)?.Caution ?? "";
        if (notice == DeviceNotice.CheckSync && caution.Length == 0)
        {
            return true;
        }

        var isReboot = notice == DeviceNotice.Reboot;
        return await dialogs.ShowMessageBoxAsync(
            isReboot ? "Reboot this phone?" : "Let this phone fetch its settings?",
            isReboot
                ? $"{label} is told to reboot. A call on it ends. {caution}".TrimEnd()
                : $"{label} is told to fetch its settings. {caution} A call on it ends if it reboots.",
            yesText: isReboot ? "Reboot" : "Check sync",
            cancelText: "Cancel") is true;
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
