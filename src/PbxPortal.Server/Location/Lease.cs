namespace PbxPortal.Server.Location;

/// <summary>What a refresh changes of a binding: how far the phone's requests have come, and until when the binding stands.</summary>
/// <remarks>Immutable. Small on purpose: most of the traffic changes nothing else.</remarks>
public readonly record struct Lease
{
    private readonly long _refreshedAt;

    public required uint CSeq { get; init; }

    /// <summary>The granted lifetime in seconds.</summary>
    public required int GrantedSeconds { get; init; }

    /// <summary>Wall clock to the millisecond, for people and the database.</summary>
    public required DateTimeOffset RefreshedAt
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_refreshedAt);
        init => _refreshedAt = value.ToUnixTimeMilliseconds();
    }

    /// <summary>When the binding ends on the monotonic clock, in milliseconds of the location service's clock. Not stored.</summary>
    public long Deadline { get; init; }

    /// <summary>Seconds between the last two refreshes; zero until the second. What the phone does, not what it should do.</summary>
    public int RefreshInterval { get; init; }

    public int RefreshCount { get; init; }

    /// <summary>Wall clock, for people and the database; <see cref="Deadline"/> decides.</summary>
    public DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeMilliseconds(_refreshedAt + (GrantedSeconds * 1000L));
}
