using System.Collections.Immutable;
using System.Threading.Channels;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The subscriptions that stand: begins, refreshes and ends them, and tells each what is news to it (RFC 6665, 4.2).</summary>
/// <remarks>
/// Guarded by one lock. A forced end of a binding is told on the location service's loop, before it closes the connection; all
/// else on the notifier's own, four times a second.
/// </remarks>
internal sealed class SubscriptionKeeper(
    UserDirectory directory, OwnRequests requests, RegistrationPackage registrations, DialogPackage dialogs, MonotonicClock clock)
{
    /// <summary>Of all users; each takes some 2 kB.</summary>
    internal const int MostInAll = 50_000;

    /// <summary>Steps of watched calls between two turns; of more than that all subscribers look for themselves.</summary>
    private const int MostCallNews = 10_000;

    private readonly Lock _gate = new();
    private readonly SubscriptionTable _subscriptions = new();
    private readonly Notification _notification = new(requests, clock);
    private readonly Channel<Call> _callNews = Channel.CreateBounded<Call>(new BoundedChannelOptions(MostCallNews) { SingleReader = true });
    private bool _hasMissedCallNews;

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

    /// <summary>The subscription that a SUBSCRIBE within a dialog belongs to; <c>null</c>: none.</summary>
    public Subscription? Find(SubscribeVisit visit)
    {
        lock (_gate)
        {
            return _subscriptions.Find(visit.Subscribe) is { } found && found.Package == visit.Package ? found : null;
        }
    }

    /// <summary>Grants what has been looked at and found good.</summary>
    public SubscribeRefusal Grant(SubscribeVisit visit)
    {
        lock (_gate)
        {
            return visit.Subscription is { } subscription ? Refresh(visit, subscription) : Begin(visit);
        }
    }

    /// <summary>Tells what has happened and ends what is over.</summary>
    public void Turn()
    {
        lock (_gate)
        {
            var now = clock.Now;
            TakeCallNews();
            foreach (var subscription in _subscriptions.All)
            {
                Look(subscription, now);
            }
        }
    }

    /// <summary>A NOTIFY was answered (RFC 6665, 4.2.2; RFC 5057).</summary>
    public void OnAnswered(Subscription subscription, int statusCode)
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
    public void OnLost(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    /// <summary>On the location service's loop, after the commit and before a log-out closes the connection.</summary>
    public void OnTouched(IReadOnlyList<DeviceTouch> touched)
    {
        for (var i = 0; i < touched.Count && !_subscriptions.IsEmpty; i++)
        {
            if (_subscriptions.OfUser(registrations, touched[i].UserId) is { IsEmpty: false } subscriptions)
            {
                lock (_gate)
                {
                    Tell(touched[i], subscriptions);
                }
            }
        }
    }

    /// <summary>On the proxy's thread, which must not wait for a turn: only kept for the next one.</summary>
    public void OnCallChanged(Call call)
    {
        if (!_subscriptions.IsEmpty
            && (WatchersOf(call.Caller.UserId) is { IsEmpty: false } || WatchersOf(call.Callee.UserId) is { IsEmpty: false })
            && !_callNews.Writer.TryWrite(call))
        {
            Volatile.Write(ref _hasMissedCallNews, true);
        }
    }

    private SubscribeRefusal Begin(SubscribeVisit visit)
    {
        var (package, userId) = (visit.Package!, visit.User!.Id);
        if (_subscriptions.OfUser(package, userId).Length >= package.MostPerUser)
        {
            return SubscribeRefusal.TooMany;
        }

        if (_subscriptions.Count >= MostInAll || !requests.Transactions.TryBegin(visit.Subscribe, visit.Flow, out var transaction))
        {
            return SubscribeRefusal.Overloaded;
        }

        var state = package.Watch(visit.Subscriber!, userId);
        var dialog = Dialog.Begin(visit.Subscribe, visit.Target);
        var subscription = new Subscription(dialog, visit.Flow, package, state, userId, visit.Subscriber!.Id, visit.EventValue)
        {
            ExpiresAt = clock.Now + (visit.Seconds * 1000L),
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

        if (!requests.Transactions.TryBegin(visit.Subscribe, visit.Flow, out var transaction))
        {
            return SubscribeRefusal.Overloaded;
        }

        subscription.Dialog.Accept(visit.Subscribe, visit.Target);
        subscription.MoveTo(visit.Flow);
        subscription.ExpiresAt = clock.Now + (visit.Seconds * 1000L);
        Answer(visit, transaction, subscription);
        return SubscribeRefusal.None;
    }

    /// <summary>The 200, and at once the whole state (RFC 6665, 4.2.1.2); with Expires: 0 as the last word (4.4.3).</summary>
    private void Answer(SubscribeVisit visit, ServerTransaction transaction, Subscription subscription)
    {
        var sentBy = requests.SentBy.Of(visit.Flow);
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
        else if (subscription is { IsDirty: true, Unanswered: 0 }
            && now - subscription.NotifiedAt >= subscription.Package.LeastInterval.TotalMilliseconds)
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

        return (directory.FindUser(subscription.UserId), directory.FindUser(subscription.SubscriberId)) switch
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

    private void Tell(DeviceTouch touch, ImmutableArray<Subscription> subscriptions)
    {
        var isForced = registrations.WasForced(touch);
        foreach (var subscription in subscriptions)
        {
            subscription.IsDirty = true;
            if (!isForced || subscription.IsEnded)
            {
                continue;
            }

            if (EndOf(subscription, clock.Now) is { } reason)
            {
                End(subscription, reason);
            }
            else
            {
                Tell(subscription);
            }
        }
    }

    private void TakeCallNews()
    {
        while (_callNews.Reader.TryRead(out var call))
        {
            Note(call, WatchersOf(call.Caller.UserId));
            if (call.Callee.UserId != call.Caller.UserId)
            {
                Note(call, WatchersOf(call.Callee.UserId));
            }
        }

        if (Volatile.Read(ref _hasMissedCallNews))
        {
            Volatile.Write(ref _hasMissedCallNews, false);
            foreach (var subscription in _subscriptions.All)
            {
                subscription.IsDirty |= subscription.Package == dialogs;
            }
        }
    }

    private static void Note(Call call, ImmutableArray<Subscription> watchers)
    {
        foreach (var subscription in watchers)
        {
            subscription.IsDirty = true;
            if (!call.IsLive)
            {
                ((WatchedDialogs)subscription.State).NoteEnd(call);
            }
        }
    }

    private ImmutableArray<Subscription> WatchersOf(long? userId) => userId is { } id ? _subscriptions.OfUser(dialogs, id) : [];
}
