namespace PbxPortal.Server.Qualifying;

/// <summary>What OPTIONS has found out of each device, for pages and the API.</summary>
public interface IDeviceReach
{
    /// <summary><c>null</c>: it has not been asked since it registered, or its domain does not ask.</summary>
    DeviceReach? Find(long deviceId);
}
