namespace PbxPortal.Server.Devices;

/// <summary>What a refused REGISTER says of the device that sent it. None of it is proved.</summary>
/// <param name="Identity">See <see cref="DeviceIdentity"/>; empty when its Contact cannot be read.</param>
public sealed record FailingDevice(Utf8Text Identity, DeviceClass Class, string Product, string UserAgent);
