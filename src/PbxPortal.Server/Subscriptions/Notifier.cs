using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Subscriptions;

/// <summary>
/// Answers SUBSCRIBE for the event package reg (RFC 6665; RFC 3680), and tells the subscribers what becomes of the registrations of
/// a user. Subscriptions are not stored: after a restart a refresh gets a 481, and the subscriber begins anew.
/// </summary>
/// <remarks>
/// Guarded by one lock. A forced end of a binding is told on the location service's loop, before it closes the connection; all
/// else on the notifier's own, four times a second.
/// </remarks>
public sealed partial class Notifier : IDisposable
{
    /// <summary>More than a user has phones; what is beyond are leftovers of a phone that subscribes without end.</summary>
    internal const int MostPerUser = 20;

    /// <summary>Of all users; each takes some 2 kB.</summary>
    internal const int MostInAll = 20_000;

    /// <summary>As often as one subscriber is told at most (RFC 3680, 4.10); the end of a binding by force does not wait.</summary>
    internal static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TurnInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly SubscriptionTable _subscriptions = new();
    private readonly SubscribeCheck _check;
    private readonly DigestAuthenticator _authenticator;
    private readonly LocationService _locationService;
    private readonly UserDirectory _directory;
    private readonly OwnRequests _requests;
    private readonly Notification _notification;
    private readonly MonotonicClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<Notifier> _logger;

    public Notifier(
        AdmissionGate admission,
        AddressResolver resolver,
        DigestAuthenticator authenticator,
        LocationService locationService,
        LocationTable table,
        UserDirectory directory,
        OwnRequests requests,
        TimeProvider timeProvider,
        ILogger<Notifier> logger)
    {
        _check = new SubscribeCheck(admission, resolver, authenticator);
        _authenticator = authenticator;
        _locationService = locationService;
        _directory = directory;
        _requests = requests;
        _clock = locationService.Clock;
        _notification = new Notification(table, directory, requests, _clock);
        _timeProvider = timeProvider;
        _logger = logger;
        locationService.Changed += OnChanged;
    }

    /// <summary>How many subscriptions stand.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>Answers one SUBSCRIBE, and disposes it.</summary>
    public void Handle(SipRequest subscribe, Flow flow, Outbox outbox)
    {
        using (subscribe)
        {
            if (_requests.Transactions.IsCopy(subscribe))
            {
                return;
            }

            var visit = new SubscribeVisit(subscribe, flow);
            try
            {
                var refusal = Check(visit);
                refusal = refusal == SubscribeRefusal.None ? Grant(visit) : refusal;
                if (refusal != SubscribeRefusal.None)
                {
                    // Without a transaction: the same request gets the same answer, and who proved nothing costs no memory (26.3.2.4).
                    outbox.Add(flow.ForResponseTo(subscribe), SubscribeResponses.Refusal(visit, refusal, _authenticator));
                }
            }
#pragma warning disable CA1031 // A failure of ours costs this one request, is answered 500 and ends nothing.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(_logger, exception, flow.Peer, subscribe.CSeq.Number);
                outbox.Add(flow.ForResponseTo(subscribe), SubscribeResponses.ServerError(visit));
            }
        }
    }

    /// <summary>Tells what has happened and ends what is over, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TurnInterval, _timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                Turn();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogTurnFailed(_logger, exception);
            }
        }
    }

    public void Dispose() => _locationService.Changed -= OnChanged;

    internal void Turn()
    {
        lock (_gate)
        {
            var now = _clock.Now;
            foreach (var subscription in _subscriptions.All)
            {
                Look(subscription, now);
            }
        }
    }

    /// <summary>A NOTIFY was answered (RFC 6665, 4.2.2; RFC 5057).</summary>
    internal void OnAnswered(Subscription subscription, int statusCode)
    {
        lock (_gate)
        {
            subscription.Unanswered--;
            switch (statusCode)
            {
                case < 300:
                    break;
                case 404 or 405 or 410 or 416 or (>= 480 and <= 485) or 489 or 501 or 604:
                    _subscriptions.Remove(subscription);
                    break;
                default:
                    subscription.NeedsAll = true; // The subscription stands, but he has not taken the document.
                    break;
            }
        }
    }

    /// <summary>Nobody is there any more.</summary>
    internal void OnLost(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private SubscribeRefusal Check(SubscribeVisit visit)
    {
        var refusal = SubscribeCheck.CheckForm(visit);
        if (refusal == SubscribeRefusal.None && visit.IsWithinDialog)
        {
            refusal = FindSubscription(visit);
        }

        if (refusal == SubscribeRefusal.None)
        {
            refusal = _check.CheckSender(visit, visit.Subscription?.UserId, visit.Subscription?.SubscriberId);
        }

        return refusal == SubscribeRefusal.None ? SubscribeCheck.CheckExpires(visit) : refusal;
    }

    private SubscribeRefusal FindSubscription(SubscribeVisit visit)
    {
        lock (_gate)
        {
            visit.Subscription = _subscriptions.Find(visit.Subscribe);
        }

        if (visit.Subscription is not { } subscription)
        {
            return SubscribeRefusal.UnknownDialog;
        }

        // Its Request-URI is the address that we named in Contact, which says nothing of the domain.
        visit.Domain = _directory.FindUser(subscription.UserId)?.Domain;
        return SubscribeRefusal.None;
    }

    private SubscribeRefusal Grant(SubscribeVisit visit)
    {
        lock (_gate)
        {
            return visit.Subscription is { } subscription ? Refresh(visit, subscription) : Begin(visit);
        }
    }

    private SubscribeRefusal Begin(SubscribeVisit visit)
    {
        var userId = visit.User!.Id;
        if (_subscriptions.OfUser(userId).Length >= MostPerUser)
        {
            return SubscribeRefusal.TooMany;
        }

        if (_subscriptions.Count >= MostInAll || !_requests.Transactions.TryBegin(visit.Subscribe, visit.Flow, out var transaction))
        {
            return SubscribeRefusal.Overloaded;
        }

        var dialog = Dialog.Begin(visit.Subscribe, visit.Target);
        var subscription = new Subscription(dialog, userId, visit.Subscriber!.Id, visit.EventValue)
        {
            Flow = visit.Flow,
            ExpiresAt = _clock.Now + (visit.Seconds * 1000L),
        };
        _subscriptions.Add(subscription);
        Answer(visit, transaction, subscription);
        return SubscribeRefusal.None;
    }

    private SubscribeRefusal Refresh(SubscribeVisit visit, Subscription subscription)
    {
        if (subscription.IsEnded)
        {
            return SubscribeRefusal.UnknownDialog;
        }

        if (subscription.Dialog.IsOutOfOrder(visit.Subscribe))
        {
            return SubscribeRefusal.OutOfOrder;
        }

        if (!_requests.Transactions.TryBegin(visit.Subscribe, visit.Flow, out var transaction))
        {
            return SubscribeRefusal.Overloaded;
        }

        subscription.Dialog.Accept(visit.Subscribe, visit.Target);
        subscription.Flow = visit.Flow;
        subscription.ExpiresAt = _clock.Now + (visit.Seconds * 1000L);
        Answer(visit, transaction, subscription);
        return SubscribeRefusal.None;
    }

    /// <summary>The 200, and at once the whole state (RFC 6665, 4.2.1.2); with Expires: 0 as the last word (4.4.3).</summary>
    private void Answer(SubscribeVisit visit, ServerTransaction transaction, Subscription subscription)
    {
        var sentBy = _requests.SentBy.Of(visit.Flow);
        transaction.Respond(StatusCode.Ok, SubscribeResponses.Ok(visit, subscription.Dialog.LocalTag, sentBy));
        if (visit.Seconds == 0)
        {
            End(subscription, "timeout");
        }
        else
        {
            subscription.NeedsAll = true;
            Tell(subscription);
        }
    }

    private void Look(Subscription subscription, long now)
    {
        if (subscription.Flow.IsClosed)
        {
            _subscriptions.Remove(subscription); // A new connection would be one to nobody knows whom.
        }
        else if (EndOf(subscription, now) is { } reason)
        {
            End(subscription, reason);
        }
        else if (subscription is { IsDirty: true, Unanswered: 0 } && now - subscription.NotifiedAt >= LeastInterval.TotalMilliseconds)
        {
            Tell(subscription);
        }
    }

    /// <summary>Why the subscription is over (RFC 6665, 4.1.3); <c>null</c>: it is not.</summary>
    private string? EndOf(Subscription subscription, long now)
    {
        if (now >= subscription.ExpiresAt)
        {
            return "timeout";
        }

        return (_directory.FindUser(subscription.UserId), _directory.FindUser(subscription.SubscriberId)) switch
        {
            (null, _) => "noresource",
            ({ IsEnabled: false }, _) or (_, not { IsEnabled: true }) => "rejected",
            _ => null,
        };
    }

    private void End(Subscription subscription, string reason)
    {
        _notification.Send(subscription, reason, new NotifyExchange(this, subscription));
        _subscriptions.Remove(subscription);
    }

    private void Tell(Subscription subscription) =>
        _notification.Send(subscription, endReason: null, new NotifyExchange(this, subscription));

    /// <summary>On the location service's loop, after the commit and before a log-out closes the connection.</summary>
    private void OnChanged(IReadOnlyList<DeviceTouch> touched)
    {
        for (var i = 0; i < touched.Count && !_subscriptions.IsEmpty; i++)
        {
            if (_subscriptions.OfUser(touched[i].UserId) is { IsEmpty: false } subscriptions)
            {
                lock (_gate)
                {
                    Tell(touched[i], subscriptions);
                }
            }
        }
    }

    private void Tell(DeviceTouch touch, ImmutableArray<Subscription> subscriptions)
    {
        var isForced = _notification.WasForced(touch);
        foreach (var subscription in subscriptions)
        {
            subscription.IsDirty = true;
            if (!isForced || subscription.IsEnded)
            {
                continue;
            }

            if (EndOf(subscription, _clock.Now) is { } reason)
            {
                End(subscription, reason);
            }
            else
            {
                Tell(subscription);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A SUBSCRIBE from {Peer} (CSeq {CSeq}) could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, PeerAddress peer, uint cSeq);

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling the subscribers failed; it goes on with the next turn.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
