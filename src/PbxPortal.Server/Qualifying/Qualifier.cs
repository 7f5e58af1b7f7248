using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Qualifying;

/// <summary>
/// Asks the registered devices of those domains that want it by OPTIONS whether they are there (RFC 3261, 11), each once in the
/// domain's interval, and over the flow that it registered on, which keeps a NAT open too.
/// </summary>
/// <remarks>Confined to one loop. What it keeps while no domain wants it: nothing.</remarks>
public sealed partial class Qualifier(
    UserDirectory directory,
    LocationService locationService,
    LocationTable table,
    OwnRequests requests,
    ReachTable reach,
    TimeProvider timeProvider,
    IOptions<QualifyOptions> options,
    ILogger<Qualifier> logger)
{
    internal static readonly TimeSpan TurnInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>A thousand a second: beyond, the viewers hear later and not more.</summary>
    private const int MostNewsPerTurn = 100;

    /// <summary>What was found out outlives a short absence, so that a phone that restarts keeps its history.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly MonotonicClock _clock = locationService.Clock;
    private readonly List<QualifyRound> _rounds = [];
    private readonly int _mostPerTurn = Math.Max(1, (int)(options.Value.MaxPerSecond * TurnInterval.TotalSeconds));
    private long _forgetAt;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TurnInterval, timeProvider);
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

    /// <summary>Asks whose turn has come, and tells the viewers what has been learnt.</summary>
    internal void Turn()
    {
        var now = _clock.Now;
        FollowDomains(now);
        var left = _mostPerTurn;
        foreach (var round in _rounds)
        {
            while (left > 0 && round.TryTake(now, out var userId))
            {
                left -= AskDevicesOf(userId, now);
            }
        }

        if (reach.TakeNews(MostNewsPerTurn) is { Count: > 0 } news)
        {
            ((ILocationQueue)locationService).Post(new RetellChange(news));
        }

        Forget(now);
    }

    /// <summary>A domain that was switched on or changed its interval begins a round now; one that is over begins the next.</summary>
    private void FollowDomains(long now)
    {
        var domains = directory.Domains;
        _rounds.RemoveAll(round =>
            domains.FirstOrDefault(domain => domain.Id == round.DomainId)?.QualifySeconds != round.Seconds || round.IsOver(now));
        foreach (var domain in domains)
        {
            if (domain.QualifySeconds is { } seconds && _rounds.TrueForAll(round => round.DomainId != domain.Id))
            {
                _rounds.Add(new QualifyRound(domain.Id, seconds, RegisteredUsersOf(domain), now));
            }
        }
    }

    private long[] RegisteredUsersOf(Domain domain) =>
    [
        .. directory.UsersOf(domain.Id)
            .Select(user => user.Id)
            .Where(userId => table.OfUser(userId)?.Devices.Any(entry => entry.Binding is not null) is true),
    ];

    /// <summary>Gives how many were asked.</summary>
    private int AskDevicesOf(long userId, long now)
    {
        if (table.OfUser(userId) is not { } location || directory.FindUser(userId) is not { } user)
        {
            return 0;
        }

        var asked = 0;
        foreach (var entry in location.Devices)
        {
            // An app that push wakes (RFC 8599) would be kept awake by it, and its silence says nothing.
            if (entry.LiveBinding(now) is { } binding
                && !binding.IsWokenByPush
                && OwnRequests.LiveFlowOf(binding) is { } flow
                && TryAsk(binding, flow, user))
            {
                asked++;
            }
        }

        return asked;
    }

    private bool TryAsk(Binding binding, Flow flow, User user)
    {
        if (!reach.TryAsk(binding, _clock.UtcNow))
        {
            return false;
        }

        var probe = new QualifyProbe(reach, binding, timeProvider);
        var isSent = requests.TrySend(SipMethod.Options, binding, flow, user, Finish, probe);
        if (!isSent)
        {
            reach.NoteNothing(binding);
        }

        return isSent;
    }

    private static void Finish(SipWriter writer) => writer.Header(HeaderName.Accept, "application/sdp"u8).End();

    /// <summary>Once a minute.</summary>
    private void Forget(long now)
    {
        if (now < _forgetAt || reach.Count == 0)
        {
            return;
        }

        _forgetAt = now + 60_000;
        var longest = TimeSpan.FromSeconds(directory.Domains.Select(domain => domain.QualifySeconds ?? 0).DefaultIfEmpty().Max());
        reach.ForgetAskedBefore(_clock.UtcNow - Memory - (2 * longest));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asking devices by OPTIONS failed; it goes on with the next.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
