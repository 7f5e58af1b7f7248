namespace PbxPortal.Accounts;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">128 random bits; they stand in the browser's encrypted cookie and are no secret of their own.</param>
/// <param name="Browser">In words, for example <c>Firefox on Windows</c>.</param>
/// <param name="Address">Where it was last.</param>
/// <param name="LastSeenAt">To the minute.</param>
public sealed record BrowserSession(
    string Id, long AccountId, string Browser, string Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
