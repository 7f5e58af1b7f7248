using System.Collections.Immutable;

namespace PbxPortal.Server.Tracing;

/// <summary>One watch of a user or an address, as it stood when somebody asked.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Trace
{
    public required long Id { get; init; }

    public required TraceSubject Subject { get; init; }

    /// <summary>The accounts that asked for it and have not stopped it.</summary>
    public required ImmutableArray<string> Watchers { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Nothing more is added; what was kept can be read for an hour.</summary>
    public required bool IsOver { get; init; }

    /// <summary>How many messages are kept now.</summary>
    public required int Count { get; init; }

    /// <summary>How many bytes are kept now.</summary>
    public required int Bytes { get; init; }

    /// <summary>How many messages were pushed out by later ones, or came too fast to be kept.</summary>
    public required long Dropped { get; init; }
}
