namespace PbxPortal.Server.Devices;

/// <summary>What a device is, as far as its User-Agent tells: its class and the product name that people would say.</summary>
/// <remarks>Immutable. The product names neither a firmware version nor a MAC address, so that an update keeps it.</remarks>
public readonly record struct DeviceKind(DeviceClass Class, string Product);
