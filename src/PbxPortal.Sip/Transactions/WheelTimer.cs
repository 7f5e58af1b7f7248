namespace PbxPortal.Sip.Transactions;

/// <summary>
/// Wakes a user of transactions once. A timer of the system's own would cost several objects, one with a finalizer, and two turns at a
/// lock of the whole process, for each place where a call rings; nearly all are taken back before they fire.
/// </summary>
/// <remarks>Thread-safe: one number. As with any timer, what is changed or disposed at the last moment may fire all the same.</remarks>
internal sealed class WheelTimer(TimerWheel wheel, Action action) : WheelEntry, ITimer
{
    private const long Never = long.MaxValue;

    private long _dueAt = Never;

    /// <param name="dueTime">From now on.</param>
    /// <param name="period">It fires once, so this is infinite.</param>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(period, Timeout.InfiniteTimeSpan);
        var dueAt = wheel.Now + (long)dueTime.TotalMilliseconds;
        if (Interlocked.Exchange(ref _dueAt, dueAt) > dueAt)
        {
            wheel.Set(this, dueAt);
        }

        return true; // A later moment than before needs no move: woken at the earlier one, it asks anew.
    }

    public void Dispose()
    {
        Volatile.Write(ref _dueAt, Never);
        wheel.Cancel(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal override void OnTimer()
    {
        var dueAt = Volatile.Read(ref _dueAt);
        if (wheel.Now >= dueAt && Interlocked.CompareExchange(ref _dueAt, Never, dueAt) == dueAt)
        {
            action();
            return;
        }

        dueAt = Volatile.Read(ref _dueAt); // It may have been changed just now.
        if (dueAt != Never)
        {
            wheel.Set(this, dueAt);
        }
    }
}
