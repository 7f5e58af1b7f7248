namespace PbxPortal.Server.Qualifying;

/// <summary>As much of what OPTIONS has found out as the list of devices shows.</summary>
/// <param name="RoundTrip">Of the last answer.</param>
/// <param name="IsSilent">It has left too many in a row unanswered.</param>
/// <param name="AnsweredAt">When the last answer came.</param>
internal readonly record struct ReachSummary(TimeSpan? RoundTrip, bool IsSilent, DateTimeOffset? AnsweredAt);
