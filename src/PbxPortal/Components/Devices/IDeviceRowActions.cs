using PbxPortal.Server.Subscriptions;

namespace PbxPortal.Components.Devices;

/// <summary>What a row can ask of its page. Handed down once, so that a row renders only when its own values change.</summary>
public interface IDeviceRowActions
{
    void Open(long deviceId);

    Task LogOutAsync(long deviceId);

    Task AllowAsync(long deviceId);

    Task ForgetAsync(long deviceId);

    Task SetDoNotDisturbAsync(long deviceId, bool isOn);

    Task NotifyAsync(long deviceId, DeviceNotice notice);

    /// <summary>A row was ticked or not any more: while one is ticked, no row moves.</summary>
    void Tick(long deviceId, bool isTicked);

    /// <summary>A menu opened or closed: while one is open, no row moves.</summary>
    void MenuToggled(bool isOpen);
}
