using PbxPortal.Server.Devices;

namespace PbxPortal.Server.Location;

/// <summary>What an administrator may say of a device; <paramref name="Class"/> <c>null</c>: let the User-Agent decide.</summary>
public sealed record DeviceEdit(string Name, string Remark, DeviceClass? Class);
