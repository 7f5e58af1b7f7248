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

    /// <summary>The lease after a refresh.</summary>
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    internal Lease Renewed(uint cSeq, int seconds, long now, DateTimeOffset utcNow) => new()
    {
        CSeq = cSeq,
        GrantedSeconds = seconds,
        RefreshedAt = utcNow,
        Deadline = now + (seconds * 1000L),
        RefreshInterval = HabitAt(now),
        RefreshCount = RefreshCount + 1,
    };

    /// <summary>Seconds between two refreshes, as the phone does it; one that comes very early says nothing of its habit.</summary>
    private int HabitAt(long now)
    {
        var refreshedAt = Deadline - (GrantedSeconds * 1000L); // Not the wall clock: it may have been set meanwhile.
        var seconds = (int)((now - refreshedAt) / 1000);
        return seconds >= GrantedSeconds / 4 && seconds <= GrantedSeconds ? seconds : RefreshInterval;
    }
}
