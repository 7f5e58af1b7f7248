namespace PbxPortal.Server.Location;

/// <summary>A device that changed, or went.</summary>
public readonly record struct DeviceTouch(long UserId, long DeviceId);
