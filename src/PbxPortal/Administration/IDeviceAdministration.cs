using System.Security.Claims;
using PbxPortal.Server.Location;
using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Administration;

/// <summary>Device commands of pages, hub and API, with the permission checked here and written to the audit.</summary>
/// <remarks>
/// Every method asks for <see cref="Accounts.PortalPolicies.ControlDevices"/> in the device's domain and throws
/// <see cref="UnauthorizedAccessException"/> without it; a device of a domain that the caller may not see looks like no device.
/// </remarks>
public interface IDeviceAdministration
{
    /// <returns><c>null</c> when there is no such device.</returns>
    Task<LogOutOutcome?> LogOutAsync(ClaimsPrincipal who, long deviceId, KeepOut keepOut, CancellationToken cancellationToken);

    Task<bool> AllowAsync(ClaimsPrincipal who, long deviceId, CancellationToken cancellationToken);

    Task<bool> EditAsync(ClaimsPrincipal who, long deviceId, DeviceEdit edit, CancellationToken cancellationToken);

    /// <summary>Keeps calls from the device, or lets them ring there again; it stays registered.</summary>
    Task<bool> SetDoNotDisturbAsync(ClaimsPrincipal who, long deviceId, bool isOn, CancellationToken cancellationToken);

    Task<bool> ForgetAsync(ClaimsPrincipal who, long deviceId, CancellationToken cancellationToken);

    /// <summary>Tells the device to fetch its settings or to reboot; returns when it has answered, or after 32 seconds without an answer.</summary>
    /// <returns><c>null</c> when there is no such device.</returns>
    Task<NoticeOutcome?> NotifyAsync(ClaimsPrincipal who, long deviceId, DeviceNotice notice, CancellationToken cancellationToken);
}
