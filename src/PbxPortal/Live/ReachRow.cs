using PbxPortal.Server.Qualifying;

namespace PbxPortal.Live;

/// <summary>What OPTIONS has found out of a device, as the HTTP API writes it.</summary>
/// <param name="Rtt">Milliseconds of the last answer; <c>null</c>: none came.</param>
/// <param name="StatusCode">Of the last answer.</param>
/// <param name="MissedInARow">OPTIONS without an answer since the last one.</param>
/// <param name="History">The last 60 at most, oldest first, in milliseconds; <c>null</c>: no answer.</param>
/// <remarks>Immutable. The names are a promise to other programs.</remarks>
public sealed record ReachRow(
    double? Rtt, int? StatusCode, DateTimeOffset AskedAt, DateTimeOffset? AnsweredAt, int MissedInARow, IReadOnlyList<double?> History)
{
    public static ReachRow Of(DeviceReach reach) => new(
        Milliseconds(reach.RoundTrip),
        reach.StatusCode == 0 ? null : reach.StatusCode,
        reach.AskedAt,
        reach.AnsweredAt,
        reach.MissedInARow,
        [.. reach.History.Select(sample => Milliseconds(sample.RoundTrip))]);

    private static double? Milliseconds(TimeSpan? duration) =>
        duration is { } known ? Math.Round(known.TotalMilliseconds, 1) : null;
}
