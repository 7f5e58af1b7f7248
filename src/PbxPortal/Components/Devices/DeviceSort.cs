namespace PbxPortal.Components.Devices;

/// <summary>By which column the devices are ordered.</summary>
public enum DeviceSort
{
    /// <summary>The most urgent first.</summary>
    Status,

    User,

    Device,

    Address,

    Transport,

    Expires,

    NextRefresh,

    Registered,
}
