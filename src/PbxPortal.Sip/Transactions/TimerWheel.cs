namespace PbxPortal.Sip.Transactions;

/// <summary>One timer for all transactions and their users: setting, changing and taking back cost the same however many wait.</summary>
/// <remarks>
/// Guarded by one lock, which is not held while an entry is called. A moment is rounded up to the next slot. The timer rests
/// while nobody waits.
/// </remarks>
internal sealed class TimerWheel : IDisposable
{
    public const int SlotMilliseconds = 20;

    /// <summary>More than 64*T1; what lies further ahead wakes its transaction early, which then asks again.</summary>
    private const int SlotCount = 2048;

    private readonly Lock _gate = new();
    private readonly WheelEntry?[] _slots = new WheelEntry?[SlotCount];
    private readonly TimeProvider _timeProvider;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly Action<Exception> _failed;
    private readonly List<WheelEntry> _due = [];
    private long _nextTick;
    private int _count;
    private bool _isTicking;
    private bool _isAtWork;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="failed">Told what an entry throws: it must end neither the timer nor the process.</param>
    public TimerWheel(TimeProvider timeProvider, Action<Exception> failed)
    {
        _timeProvider = timeProvider;
        _failed = failed;
        _origin = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(
            static wheel => ((TimerWheel)wheel!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Milliseconds since the wheel was made.</summary>
    public long Now => (long)_timeProvider.GetElapsedTime(_origin).TotalMilliseconds;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Sets or changes when the entry is woken.</summary>
    /// <param name="dueAt">Milliseconds, as <see cref="Now"/> counts them.</param>
    public void Set(WheelEntry entry, long dueAt)
    {
        lock (_gate)
        {
            Unlink(entry);
            if (_count == 0)
            {
                _nextTick = Now / SlotMilliseconds;
            }

            var tick = Math.Clamp((dueAt + SlotMilliseconds - 1) / SlotMilliseconds, _nextTick, _nextTick + SlotCount - 1);
            Link(entry, tick);
            StartOrRest();
        }
    }

    public void Cancel(WheelEntry entry)
    {
        lock (_gate)
        {
            Unlink(entry);
            StartOrRest();
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>While a turn takes longer than a slot the timer's next call does nothing: the turn after it makes up for it.</summary>
    private void Tick()
    {
        lock (_gate)
        {
            if (_isAtWork)
            {
                return;
            }

            _isAtWork = true;
            TakeDue();
        }

        foreach (var entry in _due)
        {
            Wake(entry);
        }

        lock (_gate)
        {
            _due.Clear();
            _isAtWork = false;
            StartOrRest();
        }
    }

    private void Wake(WheelEntry entry)
    {
        try
        {
            entry.OnTimer();
        }
#pragma warning disable CA1031 // Its user is not ours; the others wait for their turn.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failed(exception);
        }
    }

    private void TakeDue()
    {
        for (var last = Now / SlotMilliseconds; _nextTick <= last; _nextTick++)
        {
            var slot = _nextTick % SlotCount;
            while (_slots[slot] is { } entry)
            {
                Unlink(entry);
                _due.Add(entry);
            }
        }
    }

    private void Link(WheelEntry entry, long tick)
    {
        ref var first = ref _slots[tick % SlotCount];
        entry.DueTick = tick;
        entry.NextInSlot = first;
        entry.PreviousInSlot = null;
        if (first is not null)
        {
            first.PreviousInSlot = entry;
        }

        first = entry;
        _count++;
    }

    private void Unlink(WheelEntry entry)
    {
        if (entry.DueTick < 0)
        {
            return;
        }

        if (entry.PreviousInSlot is { } previous)
        {
            previous.NextInSlot = entry.NextInSlot;
        }
        else
        {
            _slots[entry.DueTick % SlotCount] = entry.NextInSlot;
        }

        if (entry.NextInSlot is { } next)
        {
            next.PreviousInSlot = entry.PreviousInSlot;
        }

        (entry.DueTick, entry.NextInSlot, entry.PreviousInSlot) = (-1, null, null);
        _count--;
    }

    private void StartOrRest()
    {
        var mustTick = _count > 0;
        if (mustTick != _isTicking)
        {
            _isTicking = mustTick;
            var interval = mustTick ? TimeSpan.FromMilliseconds(SlotMilliseconds) : Timeout.InfiniteTimeSpan;
            _timer.Change(interval, interval);
        }
    }
}
