using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Keeps the database small and quick while the server runs: folds refreshes, empties the log, sweeps what is old.</summary>
/// <remarks>Confined to one loop.</remarks>
internal sealed partial class StorageUpkeep(
    SqliteDatabase database,
    RefreshFold refreshFold,
    SqliteActivityStore activity,
    SqliteDirectoryStore directory,
    IOptions<StorageOptions> options,
    TimeProvider timeProvider,
    ILogger<StorageUpkeep> logger) : BackgroundService
{
    private const int FoldCount = 20_000;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FoldInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromDays(1);

    private DateTimeOffset _nextSweep = DateTimeOffset.MinValue;
    private DateTimeOffset _nextFold = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Turn, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryTurnAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that fails to start cancels without saying that it stops, and would take this for a failure.
            return;
        }
    }

    /// <summary>What is due now.</summary>
    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (now >= _nextFold || await refreshFold.CountWaitingAsync(cancellationToken) >= FoldCount)
        {
            await refreshFold.RunAsync(cancellationToken);
            _nextFold = now + FoldInterval;
        }

        if (now >= _nextSweep)
        {
            var swept = await activity.SweepAsync(options.Value.ActivityDays, cancellationToken);
            await directory.TrimAsync(cancellationToken);
            _nextSweep = now + SweepInterval;
            LogSwept(logger, swept, options.Value.ActivityDays);
        }

        await database.CheckpointAsync(cancellationToken);
    }

    private async Task TryTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TurnAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogPostponed(logger, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One failed turn must not end all later ones.
            LogTurnFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Swept {Count} lines of activity older than {Days} days.")]
    private static partial void LogSwept(ILogger logger, int count, int days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep of the database waits: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The upkeep of the database failed; will try again.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
