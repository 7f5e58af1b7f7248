using System.Diagnostics.CodeAnalysis;

namespace PbxPortal.Server.Location;

/// <summary>What waits for the location service: many put in, whoever has the turn takes all there is.</summary>
/// <remarks>
/// Guarded by one lock. Adding wakes nobody: whoever adds several changes wakes the loop once, after the last, so that they
/// become one group instead of the first one a group of its own. The loop is woken outside of the lock, or it would run into it
/// at once: with one core that costs two more switches of threads per group.
/// </remarks>
internal sealed class ChangeQueue(int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
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
        bool mustWake;
        lock (_gate)
        {
            mustWake = _isLoopWaiting && _changes.Count > 0;
            _isLoopWaiting &= !mustWake;
        }

        if (mustWake)
        {
            _wake.Set();
        }
    }

    /// <summary>Waits until there is something; <c>false</c>: closed.</summary>
    public bool WaitForSome()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_isClosed || _changes.Count > 0)
                {
                    return !_isClosed;
                }

                _isLoopWaiting = true;
            }

            _wake.WaitOne();
        }
    }

    /// <summary>Takes all there is, at most <paramref name="most"/>; <c>false</c>: that is less than <paramref name="least"/>, or it is closed.</summary>
    public bool TryTake(List<LocationChange> group, int least, int most)
    {
        lock (_gate)
        {
            if (_isClosed || _changes.Count < least)
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
        }

        _wake.Set();
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>What was never taken, after <see cref="Close"/>.</summary>
    public bool TryTakeLeft([NotNullWhen(true)] out LocationChange? change)
    {
        lock (_gate)
        {
            return _changes.TryDequeue(out change);
        }
    }
}
