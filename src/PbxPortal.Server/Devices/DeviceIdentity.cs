namespace PbxPortal.Server.Devices;

/// <summary>What makes a device this one and no other, whatever its address or Call-ID is today.</summary>
/// <param name="Key">Unique within the user, for example <c>instance:urn:uuid:f81d4fae...;reg-id=1</c>.</param>
/// <param name="IsWeak">
/// The key changes when the device restarts or gets a new port, so that a block must also look at <paramref name="Alias"/>.
/// </param>
/// <param name="Alias">Product and contact host: the same for all keys that a weakly known device may show up with.</param>
/// <remarks>Immutable.</remarks>
public sealed record DeviceIdentity(string Key, bool IsWeak, string Alias);
