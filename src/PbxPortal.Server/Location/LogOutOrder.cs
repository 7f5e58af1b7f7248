namespace PbxPortal.Server.Location;

/// <summary>How to log a device out.</summary>
/// <param name="By">The portal account that asks.</param>
/// <param name="KeepsOut">Whether the device's next REGISTER is refused.</param>
/// <param name="KeepOutFor">For how long; <c>null</c> with <paramref name="KeepsOut"/>: until somebody allows it.</param>
/// <param name="Reason">Told to the phone with the 403; may be empty.</param>
public sealed record LogOutOrder(string By, bool KeepsOut = false, TimeSpan? KeepOutFor = null, string Reason = "");
