using Microsoft.Extensions.Logging;

namespace PbxPortal.Server.Directory;

/// <summary>Keeps the directory equal to the database: loads it once, then applies each change as the store tells it.</summary>
/// <remarks>Confined to one loop.</remarks>
public sealed partial class DirectoryFollower(
    IDirectoryStore store, UserDirectory directory, TimeProvider timeProvider, ILogger<DirectoryFollower> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Must end before the first request is read, or honest phones would be told that nobody is known.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        directory.Apply(await store.LoadAsync(cancellationToken));

    /// <summary>Runs until cancelled; a failing database is tried again, for the directory in memory still serves.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var change in store.WatchAsync(cancellationToken))
                {
                    directory.Apply(change);
                }

                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogWatchFailed(logger, exception);
                await Task.Delay(Pause, timeProvider, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not read the changes of users and domains; will try again.")]
    private static partial void LogWatchFailed(ILogger logger, Exception exception);
}
