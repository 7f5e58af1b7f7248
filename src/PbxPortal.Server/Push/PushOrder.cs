namespace PbxPortal.Server.Push;

/// <summary>A device that shall be woken, and for whom.</summary>
/// <param name="CallId">Of the call that waits for it.</param>
/// <param name="User">The extension.</param>
/// <param name="Domain">Of the user.</param>
/// <remarks>Immutable.</remarks>
public sealed record PushOrder(PushContact Contact, string CallId, string User, string Domain);
