namespace PbxPortal.Server.Devices;

/// <summary>What a refused REGISTER says of the device that sent it. None of it is proved.</summary>
/// <param name="Identity"><c>null</c> when its Contact cannot be read.</param>
public sealed record FailingDevice(DeviceIdentity? Identity, DeviceClass Class, string Product, string UserAgent);
