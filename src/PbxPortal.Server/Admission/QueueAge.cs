namespace PbxPortal.Server.Admission;

/// <summary>How long what waits for an answer has been waiting, without a note about each.</summary>
/// <remarks>
/// Thread-safe by atomic counts. What is first in is first out, so one request is marked at a time: when as many have been answered
/// as had come before it, its time has been the waiting time. The clock is read for a marked one only.
/// </remarks>
internal sealed class QueueAge(TimeProvider timeProvider)
{
    /// <summary>With fewer than these nobody waits long for the others, whatever the disk does.</summary>
    private const int Few = 16;

    private long _entered;
    private long _left;
    private long _marked = long.MaxValue; // Which entry is marked; MaxValue: none.
    private long _markedAt;
    private long _lastWait;

    public long Left => Interlocked.Read(ref _left);

    public void Enter()
    {
        var number = Interlocked.Increment(ref _entered);
        if (Volatile.Read(ref _marked) == long.MaxValue)
        {
            Volatile.Write(ref _markedAt, timeProvider.GetTimestamp());
            Volatile.Write(ref _marked, number);
        }
    }

    public void Leave()
    {
        if (Interlocked.Increment(ref _left) >= Volatile.Read(ref _marked))
        {
            Volatile.Write(ref _lastWait, timeProvider.GetElapsedTime(Volatile.Read(ref _markedAt)).Ticks);
            Volatile.Write(ref _marked, long.MaxValue);
        }
    }

    /// <summary>As long as whoever waits now has to expect at least.</summary>
    public TimeSpan Now
    {
        get
        {
            if (Interlocked.Read(ref _entered) - Left < Few)
            {
                return TimeSpan.Zero;
            }

            var last = TimeSpan.FromTicks(Volatile.Read(ref _lastWait));
            var ofMarked = Volatile.Read(ref _marked) == long.MaxValue
                ? TimeSpan.Zero
                : timeProvider.GetElapsedTime(Volatile.Read(ref _markedAt));
            return last > ofMarked ? last : ofMarked;
        }
    }
}
