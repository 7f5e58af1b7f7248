namespace PbxPortal.Phones;

/// <summary>A REGISTER as it went out, in the terms that identify a binding (RFC 3261, 10.3 step 7).</summary>
/// <param name="RequestedSeconds">0 is a log-out.</param>
public sealed record RegisterAttempt(
    string AddressOfRecord,
    string CallId,
    uint CSeq,
    string ContactUri,
    int RequestedSeconds,
    DateTimeOffset SentAt);
