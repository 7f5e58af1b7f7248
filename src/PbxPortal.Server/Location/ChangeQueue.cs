using System.Diagnostics.CodeAnalysis;

namespace PbxPortal.Server.Location;

/// <summary>What waits for the location service's loop: many put in, the loop takes all there is.</summary>
/// <remarks>
/// Guarded by one lock. Adding wakes nobody: whoever adds several changes wakes the loop once, after the last, so that they
/// become one group instead of the first one a group of its own.
/// </remarks>
internal sealed class ChangeQueue(int capacity)
{
    private readonly object _gate = new(); // A monitor, because the loop waits on it.
    private readonly Queue<LocationChange> _changes = new();
    private bool _isLoopWaiting;
    private bool _isClosed;

    /// <summary><c>false</c>: too much waits already, or the loop has ended.</summary>
    public bool TryAdd(LocationChange change)
    {
        lock (_gate)
        {
            if (_isClosed || _changes.Count >= capacity)
            {
                return false;
            }

            _changes.Enqueue(change);
            return true;
        }
    }

    /// <summary>Tells the loop that there is something, if it waits.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_isLoopWaiting && _changes.Count > 0)
            {
                _isLoopWaiting = false;
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Waits until there is something and takes at most <paramref name="most"/>; <c>false</c>: closed.</summary>
    public bool Take(List<LocationChange> group, int most)
    {
        lock (_gate)
        {
            while (_changes.Count == 0 && !_isClosed)
            {
                _isLoopWaiting = true;
                Monitor.Wait(_gate);
            }

            _isLoopWaiting = false;
            if (_isClosed)
            {
                return false;
            }

            for (var i = Math.Min(_changes.Count, most); i > 0; i--)
            {
                group.Add(_changes.Dequeue());
            }

            return true;
        }
    }

    /// <summary>Ends the loop before its next group.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>What was never taken, after <see cref="Close"/>.</summary>
    public bool TryTakeLeft([NotNullWhen(true)] out LocationChange? change)
    {
        lock (_gate)
        {
            return _changes.TryDequeue(out change);
        }
    }
}
