using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using PbxPortal.Accounts;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Live;

/// <summary>Feeds one viewer of the hub until it goes or its session is over.</summary>
/// <remarks>
/// Immutable; each call of <see cref="RunAsync"/> is confined to its own loop. The feed coalesces while the loop waits, so that
/// a slow viewer costs no memory. When the viewer's grants change, the loop begins anew with what it may see now.
/// </remarks>
internal sealed partial class RegistrationsConnection(
    IRegistrationFeed feed,
    SessionCheck sessions,
    IHubContext<RegistrationsHub, IRegistrationsClient> hub,
    TimeProvider timeProvider,
    ILogger<RegistrationsConnection> logger)
{
    /// <summary>The shortest time between two messages.</summary>
    public static readonly TimeSpan BatchInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// So many devices go into one message, about 350 kB, and less than 1 MiB with the longest texts: that is what WebSocket libraries
    /// take by default; and a hundred thousand in one would have to be held in memory as one.
    /// </summary>
    public const int MessageLength = 500;

    public async Task RunAsync(HubCallerContext context)
    {
        try
        {
            ClaimsPrincipal? who = context.User;
            for (var isFirst = true; who is not null; isFirst = false)
            {
                who = await ServeAsync(who, hub.Clients.Client(context.ConnectionId), isFirst, context.ConnectionAborted);
            }
        }
        catch (OperationCanceledException) when (context.ConnectionAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // The task belongs to nobody who could catch it; the viewer is told by the end of its connection.
            LogFailed(logger, exception);
        }

        context.Abort();
    }

    /// <summary>Serves the viewer as long as its grants stay what they are.</summary>
    /// <returns>Who it is from now on; <c>null</c>: the session is over.</returns>
    private async Task<ClaimsPrincipal?> ServeAsync(
        ClaimsPrincipal who, IRegistrationsClient viewer, bool isFirst, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = UntilChangeAsync(who, stop);
        try
        {
            await SendAsync(who, viewer, isFirst, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Stopped by the change; what it is follows below.
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(change);
        }

        return await change;
    }

    private async Task SendAsync(ClaimsPrincipal who, IRegistrationsClient viewer, bool isFirst, CancellationToken cancellationToken)
    {
        bool MaySee(long domainId) => PortalAccess.Has(who, PortalRole.ReadOnly, domainId);

        await foreach (var batch in feed.WatchAsync(MaySee, cancellationToken))
        {
            var pause = await SendAsync(batch, viewer, isFirst);
            isFirst = false;
            await Task.Delay(pause > BatchInterval ? pause : BatchInterval, timeProvider, cancellationToken);
        }
    }

    /// <summary>What is too long for one message goes on in <c>Changed</c>, which a client cannot tell from news, nor needs to.</summary>
    /// <returns>How long to wait at least.</returns>
    private async Task<TimeSpan> SendAsync(FeedBatch batch, IRegistrationsClient viewer, bool isFirst)
    {
        var pause = TimeSpan.Zero;
        var isWhole = batch.IsReset;
        var removed = batch.Removed;
        for (var sent = 0; sent == 0 || sent < batch.Changed.Count; sent += MessageLength)
        {
            var begun = timeProvider.GetTimestamp();
            DeviceRow[] rows = [.. batch.Changed.Skip(sent).Take(MessageLength).Select(DeviceRow.Of)];
            var sending = isWhole switch
            {
                true when isFirst => viewer.Snapshot(batch.Sequence, rows),
                true => viewer.Reset(batch.Sequence, rows),
                false => viewer.Changed(batch.Sequence, rows, removed),
            };
            pause = feed.PauseAfter(timeProvider.GetElapsedTime(begun)); // A slow line is no work of ours.
            await sending;
            (isWhole, removed) = (false, []);
        }

        return pause;
    }

    /// <summary>Waits for other grants or the end of the session, and stops the sending then.</summary>
    /// <returns>The principal with other grants; <c>null</c>: the session is over, or the sending ended first.</returns>
    private async Task<ClaimsPrincipal?> UntilChangeAsync(ClaimsPrincipal who, CancellationTokenSource stop)
    {
        var stopped = stop.Token;
        using var timer = new PeriodicTimer(SessionCheck.Interval, timeProvider);
        try
        {
            ClaimsPrincipal? current;
            do
            {
                await timer.WaitForNextTickAsync(stopped);
                current = await RefreshAsync(who, stopped);
            }
            while (current == who);
            return current;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private async Task<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.RefreshAsync(who, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogCheckFailed(logger, exception);
            return who;
        }
    }

    [LoggerMessage(LogLevel.Error, "A viewer of the registrations hub was dropped.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The session of a hub connection could not be checked; it is checked again shortly.")]
    private static partial void LogCheckFailed(ILogger logger, Exception exception);
}
