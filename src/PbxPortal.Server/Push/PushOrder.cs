namespace PbxPortal.Server.Push;

/// <summary>A device that shall be woken, and for whom.</summary>
/// <param name="Method">Of the request that waits for it: INVITE is a call, MESSAGE a text, and an app shows them otherwise.</param>
/// <param name="CallId">Of that request.</param>
/// <param name="User">The extension.</param>
/// <param name="Domain">Of the user.</param>
/// <remarks>Immutable.</remarks>
public sealed record PushOrder(PushContact Contact, string Method, string CallId, string User, string Domain);
