namespace PbxPortal.Server.Subscriptions;

/// <summary>What came of telling a device.</summary>
/// <param name="Event">The Event that was sent; empty when nothing was.</param>
/// <param name="StatusCode">Of the answer; 0: there was none.</param>
/// <param name="ReasonPhrase">Of the answer, or why nothing was sent.</param>
/// <param name="RoundTrip">Until the answer.</param>
/// <remarks>Immutable.</remarks>
public sealed record NoticeOutcome(
    NoticeResult Result, string Event, int StatusCode = 0, string ReasonPhrase = "", TimeSpan? RoundTrip = null)
{
    /// <summary>The device took it; what it makes of it only the device knows.</summary>
    public bool IsAccepted => Result == NoticeResult.Answered && StatusCode is >= 200 and < 300;
}
