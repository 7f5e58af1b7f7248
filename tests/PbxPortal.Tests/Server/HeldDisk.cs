namespace PbxPortal.Tests.Server;

/// <summary>A disk that is slow until the test lets it go.</summary>
internal sealed class HeldDisk
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a commit has begun to wait.</summary>
    public Task Begun => _begun.Task;

    public void Release() => _released.Set();

    /// <summary>Blocks the committing thread.</summary>
    public void Await()
    {
        _begun.TrySetResult();
        Assert.True(_released.Wait(TimeSpan.FromSeconds(20)));
    }
}
