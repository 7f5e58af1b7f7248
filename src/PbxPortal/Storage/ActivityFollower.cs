using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Reads what the activity has new every few seconds, for those who learn from it: off the way of the messages, and once for all.</summary>
/// <remarks>Confined to one loop.</remarks>
internal sealed partial class ActivityFollower(
    SqliteActivityStore activity, PortHistory ports, DropHistory drops, TimeProvider timeProvider, ILogger<ActivityFollower> logger)
    : UpkeepLoop
{
    /// <summary>Lines in one read; after a storm the next read follows at once.</summary>
    private const int Slice = 5_000;

    /// <summary>So far back it looks, at a start and when it is behind: those who learn remember as much.</summary>
    internal const int Past = 20_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _lastId;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        try
        {
            do
            {
                await TurnAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // A host that fails to start cancels without saying that it stops.
        }
    }

    internal async Task TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            _lastId = Math.Max(_lastId, await activity.FindLastIdAsync(cancellationToken) - Past);
            var hasMore = true;
            while (hasMore)
            {
                (_lastId, hasMore) = await activity.ReadComingAndGoingAsync(_lastId, Slice, ports.IsAwaited, Take, cancellationToken);
            }
        }
        catch (StoreUnavailableException exception)
        {
            LogNotRead(logger, exception.Message);
        }
    }

    /// <summary>Each line once, also when the disk fails at a later one.</summary>
    private void Take(long id, ActivityEntry line)
    {
        _lastId = id;
        ports.Take(line);
        drops.Take(line);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The activity could not be read: {Reason}")]
    private static partial void LogNotRead(ILogger logger, string reason);
}
