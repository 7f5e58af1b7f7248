namespace PbxPortal.Server.Activity;

/// <summary>What is known of one device beyond its row.</summary>
public interface IDeviceDetails
{
    /// <summary><c>null</c>: there is no such device.</summary>
    DeviceDetails? Find(long deviceId);
}
