namespace PbxPortal.Tests.Server;

/// <summary>A clock that a test moves, with a wall clock that somebody may set without time passing.</summary>
/// <remarks>
/// Thread-safe. Timers fire in the order of their moments, on the thread that moves the clock, and have fired when <see cref="Advance"/> returns;
/// one that is due at once fires on the thread that sets it. That is why it is not the clock of the test library: there whoever reads the time fires
/// what is due, and a thread of the server that is held up meanwhile stops all timers while the test moves the time on.
/// </remarks>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TestTimer> _running = [];
    private long _now = start.UtcTicks;
    private long _error;
    private long _lastNumber;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp() + Volatile.Read(ref _error), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void SetWallClock(TimeSpan by) => Interlocked.Add(ref _error, by.Ticks);

    /// <summary>Moves the clock at once, and then fires what has become due; a periodic timer as often as it has missed.</summary>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        Interlocked.Add(ref _now, duration.Ticks);
        while (TakeDue() is { } due)
        {
            due.Fire();
        }
    }

    private TestTimer? TakeDue()
    {
        lock (_gate)
        {
            var due = _running.Where(timer => timer.DueAt <= _now).MinBy(timer => (timer.DueAt, timer.Number));
            due?.MoveOn();
            return due;
        }
    }

    /// <remarks>Guarded by the lock of its clock.</remarks>
    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _period;
        private bool _isDisposed;

        public long DueAt { get; private set; }

        /// <summary>Of two that are due at the same moment the one that was set first fires first.</summary>
        public long Number { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._running.Remove(this);
                if (_isDisposed || dueTime == Timeout.InfiniteTimeSpan)
                {
                    return !_isDisposed;
                }

                ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
                _period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                DueAt = clock._now + dueTime.Ticks;
                Number = ++clock._lastNumber;
                clock._running.Add(this);
                if (dueTime > TimeSpan.Zero)
                {
                    return true;
                }

                MoveOn();
            }

            Fire();
            return true;
        }

        /// <summary>It is about to fire.</summary>
        public void MoveOn()
        {
            if (_period > 0)
            {
                DueAt += _period;
                Number = ++clock._lastNumber;
            }
            else
            {
                clock._running.Remove(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                _isDisposed = true;
                clock._running.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
