using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>A change that somebody awaits, with what it came to.</summary>
internal abstract class AwaitedChange<TOutcome> : LocationChange
{
    private readonly TaskCompletionSource<TOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TOutcome> Completion => _completion.Task;

    /// <summary>Set by <see cref="LocationChange.Apply"/>.</summary>
    protected TOutcome Outcome { get; set; } = default!;

    public override void Complete(Exception? failure, Outbox outbox)
    {
        if (failure is null)
        {
            AfterCommit();
            _completion.SetResult(Outcome);
        }
        else
        {
            _completion.SetException(failure);
        }
    }

    /// <summary>What must happen before the caller goes on, such as closing a connection.</summary>
    protected virtual void AfterCommit()
    {
    }
}
