namespace PbxPortal.Server.Location;

/// <summary>Remembers when to look at each device again, at a constant cost per entry and per tick, however many there are.</summary>
/// <remarks>
/// Confined to the turn of the location service. One turn of the wheel is <see cref="SlotCount"/> slots of
/// <see cref="SlotMilliseconds"/>; an entry that lies further ahead waits in the last slot of the turn and is put back when
/// met. Entries are never removed: one that was overtaken is met and ignored.
/// </remarks>
internal sealed class ExpiryWheel
{
    public const int SlotMilliseconds = 100;
    private const int SlotCount = 36_000; // One hour a turn.
    private readonly List<Entry>?[] _slots = new List<Entry>?[SlotCount];
    private long _nextTick;

    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public ExpiryWheel(long now)
    {
        _nextTick = now / SlotMilliseconds;
    }

    /// <summary>How many entries wait, those that nobody needs any more included.</summary>
    public int Count { get; private set; }

    public void Add(long deviceId, long dueAt)
    {
        // Rounded up: an entry met too early would have to be set again.
        var tick = Math.Max((dueAt + SlotMilliseconds - 1) / SlotMilliseconds, _nextTick);
        var slot = Math.Min(tick, _nextTick + SlotCount - 1) % SlotCount;
        (_slots[slot] ??= []).Add(new Entry(deviceId, dueAt));
        Count++;
    }

    /// <summary>Hands out every entry that is due by now.</summary>
    public void Advance(long now, Queue<Entry> due)
    {
        for (var last = now / SlotMilliseconds; _nextTick <= last;)
        {
            var slot = _nextTick % SlotCount;
            var entries = _slots[slot];
            _slots[slot] = null;
            _nextTick++;
            if (entries is not null)
            {
                Count -= entries.Count;
                Sort(entries, now, due);
            }
        }
    }

    private void Sort(List<Entry> entries, long now, Queue<Entry> due)
    {
        foreach (var entry in entries)
        {
            if (entry.DueAt <= now)
            {
                due.Enqueue(entry);
            }
            else
            {
                Add(entry.DeviceId, entry.DueAt);
            }
        }
    }

    /// <param name="DueAt">Milliseconds on the monotonic clock.</param>
    internal readonly record struct Entry(long DeviceId, long DueAt);
}
