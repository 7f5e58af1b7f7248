namespace PbxPortal.Phones;

/// <summary>The state of a phone, and who waits for which.</summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class PhoneStateSignal
{
    private readonly Lock _lock = new();
    private readonly List<(PhoneState State, TaskCompletionSource Reached)> _waiting = [];
    private PhoneState _current = PhoneState.Off;

    public PhoneState Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    public void Set(PhoneState state)
    {
        lock (_lock)
        {
            _current = state;
            foreach (var (_, reached) in _waiting.Where(waiter => waiter.State == state))
            {
                reached.SetResult(); // Continuations run elsewhere, so the lock is not held while they do.
            }

            _waiting.RemoveAll(waiter => waiter.State == state);
        }
    }

    /// <summary>Ends when the state is reached, even if it is left again at once.</summary>
    public async Task WaitForAsync(PhoneState state, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_current == state)
            {
                return;
            }

            _waiting.Add((state, reached));
        }

        await reached.Task.WaitAsync(cancellationToken);
    }
}
