namespace PbxPortal.Server.Registration;

/// <summary>Who a contact is, see <see cref="Devices.DeviceIdentity"/>, as long as the request lasts.</summary>
/// <param name="Key">Never empty.</param>
/// <param name="IsWeak">
/// The key changes when the device restarts or gets a new port, so that a block must also look at what all its keys have in common,
/// <see cref="Devices.DeviceIdentity.AliasOf"/>.
/// </param>
/// <param name="Host">Of the contact; empty where <paramref name="IsWeak"/> is not said, for nobody looks at the alias then.</param>
internal readonly record struct RequestedIdentity(TextRange Key, bool IsWeak = false, TextRange Host = default);
