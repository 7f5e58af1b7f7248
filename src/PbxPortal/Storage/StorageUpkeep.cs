using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>
/// Keeps the database small and quick while the server runs: tells and folds what the journal says, and sweeps what is old.
/// </summary>
/// <remarks>Confined to one loop.</remarks>
internal sealed partial class StorageUpkeep(
    JournalFold journal,
    SqliteActivityStore activity,
    SqliteCallStore calls,
    SqliteDirectoryStore directory,
    IOptions<StorageOptions> options,
    TimeProvider timeProvider,
    ILogger<StorageUpkeep> logger) : UpkeepLoop
{
    /// <summary>So much waits in the journal before it is folded: of the many lines about a busy phone only the last one reaches the tables.</summary>
    private const long FoldBytes = 32 * 1024 * 1024;

    /// <summary>
    /// So much at most waits for the phones to be quiet: in a storm the processor and the disk are theirs. A start replays it in about
    /// a second.
    /// </summary>
    private const long MostBytes = 96 * 1024 * 1024;

    /// <summary>The phones are quiet when a second leaves less: some 10,000 refreshes, or 500 registrations.</summary>
    private const long QuietBytes = 128 * 1024;

    /// <summary>The phones storm when a second leaves more: some 3,000 registrations.</summary>
    private const long StormBytes = 1024 * 1024;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    /// <summary>So long the telling of the activity is put off at most: in a storm the phones come first, and whoever follows it reads it every five seconds.</summary>
    private static readonly TimeSpan LongestUntold = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FoldInterval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromDays(1);

    private DateTimeOffset _nextSweep = DateTimeOffset.MinValue;
    private DateTimeOffset _nextFold = timeProvider.GetUtcNow() + FoldInterval;
    private DateTimeOffset _nextTelling = DateTimeOffset.MinValue;
    private string _postponedFor = "";
    private long _waiting;

    /// <summary>What is folded now need not be replayed by the next start; by now nobody commits any more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await TryAsync(() => journal.FoldAsync(takesRests: false, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // The next start replays the rest.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Turn, timeProvider);
        try
        {
            do
            {
                await TurnAsync(stoppingToken); // At once: after a long stop there is much to tell.
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that fails to start cancels without saying that it stops, and would take this for a failure.
            return;
        }
    }

    /// <summary>What is due now. What fails waits for the next turn and holds up nothing else.</summary>
    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await TryAsync(() => TellAndFoldAsync(now, cancellationToken));
        if (now >= _nextSweep)
        {
            await TryAsync(() => SweepAsync(now, cancellationToken));
        }
    }

    private async Task TellAndFoldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = journal.MeasureWaiting();
        var added = waiting - _waiting;
        var isQuiet = added < QuietBytes;
        _waiting = waiting;
        if (added < StormBytes || now >= _nextTelling)
        {
            await journal.TellAsync(cancellationToken);
            _nextTelling = now + LongestUntold;
        }

        if (now >= _nextFold || waiting >= MostBytes || (waiting >= FoldBytes && isQuiet))
        {
            await journal.FoldAsync(takesRests: true, cancellationToken);
            _nextFold = now + FoldInterval;
            _waiting = 0;
        }

        _postponedFor = ""; // Should it fail again, that is news again.
    }

    private async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var swept = await activity.SweepAsync(options.Value.ActivityDays, cancellationToken);
        var sweptCalls = await calls.SweepAsync(options.Value.ActivityDays, cancellationToken);
        await directory.TrimAsync(cancellationToken);
        _nextSweep = now + SweepInterval;
        LogSwept(logger, swept, sweptCalls, options.Value.ActivityDays);
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StoreUnavailableException exception) when (string.Equals(exception.Message, _postponedFor, StringComparison.Ordinal))
        {
            return; // It was said once; a line each second would drown everything else.
        }
        catch (StoreUnavailableException exception)
        {
            _postponedFor = exception.Message;
            LogPostponed(logger, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One failed turn must not end all later ones, nor a failed fold the stop.
            LogTurnFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Swept {Count} lines of activity and {Calls} calls older than {Days} days.")]
    private static partial void LogSwept(ILogger logger, int count, int calls, int days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep of the database waits: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The upkeep of the database failed; will try again.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
