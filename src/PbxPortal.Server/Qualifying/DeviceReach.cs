using System.Collections.Immutable;

namespace PbxPortal.Server.Qualifying;

/// <summary>What asking a device by OPTIONS has found out.</summary>
/// <remarks>Immutable: as it stood when somebody asked.</remarks>
public sealed record DeviceReach
{
    /// <summary>Of the last answer; <c>null</c> while none came.</summary>
    public required TimeSpan? RoundTrip { get; init; }

    /// <summary>The status code of the last answer, whatever it says: a device that says 404 is there. 0 while none came.</summary>
    public required int StatusCode { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When the last answer came; <c>null</c> while none did.</summary>
    public required DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>How often in a row it has not answered.</summary>
    public required int MissedInARow { get; init; }

    /// <summary>The last 60 at most, oldest first.</summary>
    public required ImmutableArray<QualifySample> History { get; init; }
}
