namespace PbxPortal.Server.Location;

/// <summary>Milliseconds that only go forward, so that setting the wall clock neither expires nor keeps anybody.</summary>
/// <remarks>Immutable.</remarks>
public sealed class MonotonicClock(TimeProvider timeProvider)
{
    private readonly long _origin = timeProvider.GetTimestamp();

    /// <summary>Milliseconds since this clock was made.</summary>
    public long Now => (long)timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    public DateTimeOffset UtcNow => timeProvider.GetUtcNow();
}
