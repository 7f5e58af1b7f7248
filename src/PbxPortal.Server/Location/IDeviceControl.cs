namespace PbxPortal.Server.Location;

/// <summary>What people do to one device. Each call returns after its commit, when the feed already shows it.</summary>
public interface IDeviceControl
{
    /// <summary>Ends the device's binding, closes its connection, and keeps it out when asked to; other devices stay.</summary>
    /// <returns><c>null</c> when there is no such device.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    Task<LogOutOutcome?> LogOutAsync(long deviceId, LogOutOrder order, CancellationToken cancellationToken);

    /// <summary>Lifts the block; <c>false</c> when there was none.</summary>
    Task<bool> AllowAsync(long deviceId, string by, CancellationToken cancellationToken);

    /// <summary>Names the device; <c>false</c> when there is no such device.</summary>
    Task<bool> EditAsync(long deviceId, DeviceEdit edit, CancellationToken cancellationToken);

    /// <summary>No call rings on the device any more, or calls do again; <c>false</c> when there is no such device.</summary>
    Task<bool> SetDoNotDisturbAsync(long deviceId, bool isOn, CancellationToken cancellationToken);

    /// <summary>Drops a device that is not registered from the list; <c>false</c> when there is none or it is registered.</summary>
    Task<bool> ForgetAsync(long deviceId, CancellationToken cancellationToken);
}
