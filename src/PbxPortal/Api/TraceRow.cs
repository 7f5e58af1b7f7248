using PbxPortal.Server.Tracing;

namespace PbxPortal.Api;

/// <summary>One watch as the API writes it.</summary>
/// <remarks>Immutable. The names are a promise to other programs; a property may be added, not renamed.</remarks>
internal sealed record TraceRow
{
    public required long Id { get; init; }

    /// <summary><c>3516@acme.example</c>, an address, or a network.</summary>
    public required string Subject { get; init; }

    /// <summary><c>null</c>: an address is watched.</summary>
    public required long? UserId { get; init; }

    public required IReadOnlyList<string> Watchers { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required bool IsOver { get; init; }

    public required int Count { get; init; }

    public required int Bytes { get; init; }

    public required long Dropped { get; init; }

    public static TraceRow Of(Trace trace) => new()
    {
        Id = trace.Id,
        Subject = trace.Subject.Text,
        UserId = trace.Subject.UserId,
        Watchers = trace.Watchers,
        StartedAt = trace.StartedAt,
        EndsAt = trace.EndsAt,
        IsOver = trace.IsOver,
        Count = trace.Count,
        Bytes = trace.Bytes,
        Dropped = trace.Dropped,
    };
}
