using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Carries the write-ahead log over into the database, often and little at a time, so that no commit has to.</summary>
/// <remarks>
/// Confined to one loop, which is not that of <see cref="StorageUpkeep"/>: telling what 100,000 phones did takes many seconds, in
/// which the log would grow beyond its limit.
/// </remarks>
internal sealed partial class LogUpkeep(SqliteDatabase database, TimeProvider timeProvider, ILogger<LogUpkeep> logger) : UpkeepLoop
{
    /// <summary>Under full load the log grows by 3 to 6 MB meanwhile.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    /// <summary>So long what little there is may wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private string _postponedFor = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Turn, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TurnAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that fails to start cancels without saying that it stops, and would take this for a failure.
            return;
        }
    }

    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (now < _next && !(database.IsCheckpointDue && _postponedFor.Length == 0))
        {
            return;
        }

        _next = now + Longest;
        try
        {
            await database.CheckpointAsync(cancellationToken);
            _postponedFor = "";
        }
        catch (StoreUnavailableException exception) when (string.Equals(exception.Message, _postponedFor, StringComparison.Ordinal))
        {
            return; // It was said once.
        }
        catch (StoreUnavailableException exception)
        {
            _postponedFor = exception.Message;
            LogPostponed(logger, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _postponedFor = exception.Message; // One failed turn must not end all later ones.
            LogTurnFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log is not carried over into the database: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Carrying the write-ahead log over into the database failed; will try again.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
