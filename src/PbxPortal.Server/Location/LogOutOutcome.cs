namespace PbxPortal.Server.Location;

/// <summary>What a log-out did, step by step, for the dialog that shows it.</summary>
/// <param name="WasRegistered">A binding was removed.</param>
/// <param name="ConnectionWasClosed">It had a connection (TCP, TLS, WebSocket), which is closed now.</param>
/// <param name="Block">What keeps the device out; <c>null</c> when nothing does.</param>
/// <param name="OtherDevices">How many other devices of the user are still registered.</param>
public sealed record LogOutOutcome(bool WasRegistered, bool ConnectionWasClosed, Block? Block, int OtherDevices);
