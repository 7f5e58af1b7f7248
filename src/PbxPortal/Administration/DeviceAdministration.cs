using System.Globalization;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Administration;

/// <summary>Asks for the permission, hands the order to the location service, and writes down who gave it.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class DeviceAdministration(
    IDeviceControl control, IDeviceNotifier notifier, IRegistrationFeed feed, IAudit audit) : IDeviceAdministration
{
    public async Task<LogOutOutcome?> LogOutAsync(
        ClaimsPrincipal who, long deviceId, KeepOut keepOut, CancellationToken cancellationToken)
    {
        if ((FindOwn(who, deviceId) ?? FindControllable(who, deviceId)) is not { } device)
        {
            return null;
        }

        var order = OrderOf(PortalAccess.NameOf(who), keepOut);
        var outcome = await control.LogOutAsync(deviceId, order, cancellationToken);
        if (outcome is not null)
        {
            await WriteAsync(who, "log out", device, $"keep out: {WordsOf(keepOut)}");
        }

        return outcome;
    }

    public async Task<bool> AllowAsync(ClaimsPrincipal who, long deviceId, CancellationToken cancellationToken)
    {
        if (FindControllable(who, deviceId) is not { } device
            || !await control.AllowAsync(deviceId, PortalAccess.NameOf(who), cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "allow", device, "");
        return true;
    }

    public async Task<bool> EditAsync(ClaimsPrincipal who, long deviceId, DeviceEdit edit, CancellationToken cancellationToken)
    {
        if (FindControllable(who, deviceId) is not { } device || !await control.EditAsync(deviceId, edit, cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "edit device", device, $"name: {edit.Name}, class: {edit.Class?.ToString() ?? "by User-Agent"}");
        return true;
    }

    public async Task<bool> SetDoNotDisturbAsync(ClaimsPrincipal who, long deviceId, bool isOn, CancellationToken cancellationToken)
    {
        if (FindControllable(who, deviceId) is not { } device || !await control.SetDoNotDisturbAsync(deviceId, isOn, cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "do not disturb", device, isOn ? "on" : "off");
        return true;
    }

    public async Task<bool> ForgetAsync(ClaimsPrincipal who, long deviceId, CancellationToken cancellationToken)
    {
        if (FindControllable(who, deviceId) is not { } device || !await control.ForgetAsync(deviceId, cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "forget device", device, "");
        return true;
    }

    public async Task<NoticeOutcome?> NotifyAsync(
        ClaimsPrincipal who, long deviceId, DeviceNotice notice, CancellationToken cancellationToken)
    {
        if (FindControllable(who, deviceId) is not { } device)
        {
            return null;
        }

        var outcome = await notifier.NotifyAsync(deviceId, notice, cancellationToken);
        if (outcome is not null && outcome.Result != NoticeResult.NotSent)
        {
            await WriteAsync(who, notice == DeviceNotice.Reboot ? "reboot" : "check sync", device, $"{outcome.Event}: {WordsOf(outcome)}");
        }

        return outcome;
    }

    /// <summary>A device of the phone user himself. He may log it out, and for all else he is nobody.</summary>
    private DeviceState? FindOwn(ClaimsPrincipal who, long deviceId) =>
        feed.Find(deviceId) is { } device && PortalAccess.IsHimself(who, device.UserId) ? device : null;

    /// <summary>The device if the caller may see it; a device that he may not see looks like none, so ids tell nothing.</summary>
    private DeviceState? FindControllable(ClaimsPrincipal who, long deviceId)
    {
        if (feed.Find(deviceId) is not { } device || !PortalAccess.Has(who, PortalRole.ReadOnly, device.DomainId))
        {
            return null;
        }

        return PortalAccess.Has(who, PortalRole.HelpDesk, device.DomainId)
            ? device
            : throw new UnauthorizedAccessException($"This needs the role help desk in {device.Domain}.");
    }

    // The order was carried out; a caller that has gone away meanwhile does not erase who gave it.
    private Task WriteAsync(ClaimsPrincipal who, string action, DeviceState device, string value) =>
        audit.WriteAsync(
            new AuditEntry(
                PortalAccess.ActorOf(who), action, $"{device.Extension}@{device.Domain} {device.Product}", device.DomainId, newValue: value),
            CancellationToken.None);

    private static LogOutOrder OrderOf(string by, KeepOut keepOut) => keepOut switch
    {
        KeepOut.No => new LogOutOrder(by),
        KeepOut.OneHour => new LogOutOrder(by, KeepsOut: true, TimeSpan.FromHours(1)),
        KeepOut.UntilAllowed => new LogOutOrder(by, KeepsOut: true),
        _ => throw new ArgumentOutOfRangeException(nameof(keepOut), keepOut, "Unknown keep-out."),
    };

    private static string WordsOf(NoticeOutcome outcome) => outcome.Result switch
    {
        NoticeResult.Answered => string.Create(CultureInfo.InvariantCulture, $"{outcome.StatusCode} {outcome.ReasonPhrase}"),
        NoticeResult.ConnectionEnded => "the connection ended before an answer",
        _ => "no answer",
    };

    private static string WordsOf(KeepOut keepOut) => keepOut switch
    {
        KeepOut.OneHour => "one hour",
        KeepOut.UntilAllowed => "until allowed",
        _ => "no",
    };
}
