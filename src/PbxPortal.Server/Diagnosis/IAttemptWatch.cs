namespace PbxPortal.Server.Diagnosis;

/// <summary>Lets somebody see what a phone sends, as it comes.</summary>
public interface IAttemptWatch
{
    /// <summary>From now on, until cancelled. A watcher who does not take them loses the oldest.</summary>
    /// <param name="concerns">Which of them; called on the way of the message, so it is quick and throws nothing.</param>
    IAsyncEnumerable<Attempt> WatchAsync(Func<Attempt, bool> concerns, CancellationToken cancellationToken);
}
