namespace PbxPortal.Server.Devices;

/// <summary>Where a device was when its binding ended.</summary>
/// <param name="Source">Address and port that its last REGISTER came from.</param>
/// <param name="ContactUri">Byte for byte as the phone sent it.</param>
public readonly record struct DevicePlace(Utf8Text Source, Utf8Text ContactUri);
