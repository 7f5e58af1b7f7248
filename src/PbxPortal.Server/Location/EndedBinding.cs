namespace PbxPortal.Server.Location;

/// <summary>The last request of a binding that has ended, so that a REGISTER still on its way cannot bring it back.</summary>
/// <param name="CallId">Of that request.</param>
/// <param name="CSeq">Of that request.</param>
/// <param name="Until">
/// Until when it counts, in milliseconds on the monotonic clock: a REGISTER cannot be longer on its way than its nonce lives, and
/// a phone that counts from 1 again after a restart must not be shut out for ever.
/// </param>
/// <remarks>Immutable.</remarks>
public sealed record EndedBinding(Utf8Text CallId, uint CSeq, long Until);
