namespace PbxPortal.Sip.Messages;

/// <summary>Keeps disposed objects for the next message, so that a steady stream of messages allocates nothing.</summary>
/// <remarks>
/// Thread-safe. Every thread has a few idle objects of its own. A message is parsed on one thread and often disposed on another:
/// what gathers there goes back in blocks, under one lock, so that a message pays for a sixteenth of a lock and no more. There
/// is one pool for each type.
/// </remarks>
public sealed class MessagePool<T>(Func<T> create, int capacity)
    where T : class
{
    private const int BlockLength = 16;

    [ThreadStatic]
    private static IdleOfThread? _idleOfThread;

    private readonly Lock _lock = new();
    private readonly T[] _shared = new T[capacity];
    private int _sharedCount;

    public T Rent()
    {
        var idle = _idleOfThread ??= new IdleOfThread();
        return idle.Count > 0 || TryTakeBlock(idle) ? idle.Items[--idle.Count] : create();
    }

    public void Return(T item)
    {
        var idle = _idleOfThread ??= new IdleOfThread();
        if (idle.Count == idle.Items.Length)
        {
            GiveBlock(idle);
        }

        idle.Items[idle.Count++] = item;
    }

    private bool TryTakeBlock(IdleOfThread idle)
    {
        lock (_lock)
        {
            var count = Math.Min(_sharedCount, BlockLength);
            _sharedCount -= count;
            Array.Copy(_shared, _sharedCount, idle.Items, 0, count);
            idle.Count = count;
            return count > 0;
        }
    }

    /// <summary>What finds no room is left to the garbage collector.</summary>
    private void GiveBlock(IdleOfThread idle)
    {
        idle.Count -= BlockLength;
        lock (_lock)
        {
            var count = Math.Min(_shared.Length - _sharedCount, BlockLength);
            Array.Copy(idle.Items, idle.Count, _shared, _sharedCount, count);
            _sharedCount += count;
        }
    }

    /// <summary>References above the count are left where they are; the next object that is returned takes their place.</summary>
    private sealed class IdleOfThread
    {
        public T[] Items { get; } = new T[2 * BlockLength];

        public int Count { get; set; }
    }
}
