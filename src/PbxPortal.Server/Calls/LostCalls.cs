using Microsoft.Extensions.Logging;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Calls;

/// <summary>
/// Gives up calls whose BYE never came: when none of their phones here has been registered for some minutes, or after a day. A call
/// outlives a registration, so the first minutes say nothing.
/// </summary>
/// <remarks>Confined to one loop.</remarks>
public sealed partial class LostCalls(
    CallBook book, LocationTable table, LocationService locationService, TimeProvider timeProvider, ILogger<LostCalls> logger)
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>As long as the phones of a call must have been gone.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The longest that somebody speaks.</summary>
    internal static readonly TimeSpan LongestTalk = TimeSpan.FromHours(24);

    /// <summary>The longest that it rings: the proxy ends it long before (RFC 3261, 16.6, timer C).</summary>
    internal static readonly TimeSpan LongestRinging = TimeSpan.FromHours(1);

    private readonly Dictionary<long, DateTimeOffset> _goneSince = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                Turn();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogTurnFailed(logger, exception);
            }
        }
    }

    internal void Turn()
    {
        var now = timeProvider.GetUtcNow();
        var gone = new Dictionary<long, DateTimeOffset>();
        foreach (var call in book.Read().Calls)
        {
            if (ArePhonesGone(call))
            {
                gone[call.Id] = _goneSince.GetValueOrDefault(call.Id, now);
            }

            if (IsLost(call, gone.GetValueOrDefault(call.Id, now), now))
            {
                gone.Remove(call.Id);
                book.GiveUp(call.Id, CallEnding.Unknown);
            }
        }

        _goneSince.Clear();
        foreach (var (id, since) in gone)
        {
            _goneSince.Add(id, since);
        }
    }

    private static bool IsLost(Call call, DateTimeOffset goneSince, DateTimeOffset now) =>
        now - goneSince >= Patience
        || now - (call.AnsweredAt ?? call.StartedAt) >= (call.IsAnswered ? LongestTalk : LongestRinging);

    /// <summary>Of a call with the world outside, ours alone is known; where none is, nothing is known.</summary>
    private bool ArePhonesGone(Call call)
    {
        if (!call.IsAnswered)
        {
            return false;
        }

        var (caller, callee) = (call.Caller.DeviceId, call.AnsweringBranch?.DeviceId);
        return (caller ?? callee) is not null && IsGone(caller) && IsGone(callee);
    }

    private bool IsGone(long? deviceId) =>
        deviceId is not { } id || table.Find(id)?.LiveBinding(locationService.Clock.Now) is null;

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for calls without an end failed; it goes on with the next turn.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
