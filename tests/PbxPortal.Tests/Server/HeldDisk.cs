namespace PbxPortal.Tests.Server;

/// <summary>A disk that is slow until the test lets it go.</summary>
/// <remarks>Guarded by one monitor, on which the committing thread waits.</remarks>
internal sealed class HeldDisk
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isReleased;

    /// <summary>Ends when a commit has begun to wait.</summary>
    public Task Begun => _begun.Task;

    public void Release()
    {
        lock (_gate)
        {
            _isReleased = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Blocks the committing thread.</summary>
    public void Await()
    {
        _begun.TrySetResult();
        lock (_gate)
        {
            while (!_isReleased)
            {
                Assert.True(Monitor.Wait(_gate, TimeSpan.FromSeconds(20)));
            }
        }
    }
}
