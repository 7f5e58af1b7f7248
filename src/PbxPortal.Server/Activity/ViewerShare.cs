namespace PbxPortal.Server.Activity;

/// <summary>Keeps all viewers together within a small share of the processor while phones storm in.</summary>
/// <remarks>
/// Guarded by one lock; asked by the feed's pump and by each viewer a few times a second, never by the location loop.
/// Whoever was at work gets in line: its next turn comes when its own work and that of all before it is paid for, at
/// <c>factor</c> times the time it took. So all together never take more than one part in <c>factor</c> of one core, however many
/// they are, and take turns. The factor grows with the load: a list that lags while the registrar is idle helps nobody, and
/// REGISTERs that wait while ten lists are drawn end in retransmissions.
/// </remarks>
internal sealed class ViewerShare(TimeProvider timeProvider)
{
    /// <summary>In a storm the viewers get one twentieth of a core, 5 %.</summary>
    public const double StormFactor = 20;

    /// <summary>
    /// From so many changes per second on, a third of a core's worth of REGISTERs, it is a storm. Below, the share grows in
    /// proportion, up to a whole core at a thousand changes per second, where ten lists are as live as one.
    /// </summary>
    public const double StormRate = 20_000;

    /// <summary>A list that stands still for longer would be taken for broken.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>How long changes are counted before they are called a rate: a site that restarts its phones is no storm.</summary>
    public static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private TimeSpan _sampledAt;
    private long _sampledSequence;
    private double _factor = 1;
    private TimeSpan _paidAt;

    /// <summary>Takes the number of the last change, which says how fast they come.</summary>
    public void Observe(long sequence)
    {
        lock (_gate)
        {
            var now = timeProvider.GetElapsedTime(_origin);
            var elapsed = now - _sampledAt;
            if (elapsed >= SampleTime)
            {
                var rate = (sequence - _sampledSequence) / elapsed.TotalSeconds;
                _factor = Math.Clamp(StormFactor * rate / StormRate, 1, StormFactor);
                (_sampledAt, _sampledSequence) = (now, sequence);
            }
        }
    }

    /// <summary>How long somebody who was at work for so long waits at least before the next turn.</summary>
    public TimeSpan PauseAfter(TimeSpan work)
    {
        lock (_gate)
        {
            var now = timeProvider.GetElapsedTime(_origin);
            var owed = _paidAt > now ? _paidAt - now : TimeSpan.Zero;
            var pause = owed + (work * _factor);
            pause = pause < LongestPause ? pause : LongestPause;
            _paidAt = now + pause;
            return pause;
        }
    }
}
