namespace PbxPortal.Storage;

/// <summary>Lets one writer of this process in at a time, strictly in the order in which they came.</summary>
/// <remarks>
/// Guarded by one lock. A semaphore would let whoever leaves and comes back at once in before a thread that is just waking up, and
/// so the fold, slice after slice, before the registrar. Here whoever leaves hands over. While nobody else is there, entering and
/// leaving cost two uncontended locks and allocate nothing.
/// </remarks>
internal sealed class WriteGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;
    private long _turns;

    /// <summary>How many turns were given so far: whoever finds it unchanged but for his own knows that nobody else has written.</summary>
    public long Turns
    {
        get
        {
            lock (_lock)
            {
                return _turns;
            }
        }
    }

    internal int WaitingCount
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Blocks until it is the caller's turn: for a thread that has nothing else to do.</summary>
    public void Enter()
    {
        if (Queue() is { } turn)
        {
            turn.Task.GetAwaiter().GetResult();
        }
    }

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Queue() is not { } turn)
        {
            return;
        }

        // Whoever hands over passes those by who went away.
        await using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), turn))
        {
            await turn.Task;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                {
                    _turns++;
                    return;
                }
            }

            _isTaken = false;
        }
    }

    /// <summary><c>null</c>: the gate is the caller's.</summary>
    private TaskCompletionSource? Queue()
    {
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                _turns++;
                return null;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return turn;
        }
    }
}
