using System.Collections.Concurrent;

namespace PbxPortal.Sip.Messages;

/// <summary>Keeps disposed objects for the next message, so that a steady stream of messages allocates nothing.</summary>
/// <remarks>Thread-safe: a message is parsed on the receiving thread and often disposed on another.</remarks>
public sealed class MessagePool<T>(Func<T> create, int capacity)
    where T : class
{
    private readonly ConcurrentQueue<T> _idle = new();
    private int _count;

    public T Rent()
    {
        if (_idle.TryDequeue(out var item))
        {
            Interlocked.Decrement(ref _count);
            return item;
        }

        return create();
    }

    public void Return(T item)
    {
        if (Interlocked.Increment(ref _count) <= capacity)
        {
            _idle.Enqueue(item);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
