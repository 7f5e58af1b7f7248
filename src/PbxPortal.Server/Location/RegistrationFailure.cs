namespace PbxPortal.Server.Location;

/// <summary>Why a device does not get in at present.</summary>
/// <param name="Reason">Part of a sentence, for example <c>wrong password</c>.</param>
/// <param name="Count">Tries since <paramref name="Since"/>.</param>
/// <param name="LastDeadline">Milliseconds on the monotonic clock when it is old news.</param>
public sealed record RegistrationFailure(string Reason, int Count, DateTimeOffset Since, DateTimeOffset LastAt, long LastDeadline);
