namespace PbxPortal.Server.Subscriptions;

/// <summary>Tells a device to fetch its settings or to reboot.</summary>
public interface IDeviceNotifier
{
    /// <summary>Returns when the device has answered or the time for it is over.</summary>
    /// <returns><c>null</c>: there is no such device.</returns>
    Task<NoticeOutcome?> NotifyAsync(long deviceId, DeviceNotice notice, CancellationToken cancellationToken);
}
