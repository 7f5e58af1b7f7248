using Microsoft.Extensions.Logging;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Subscriptions;

/// <summary>
/// Answers SUBSCRIBE for the event packages reg and dialog (RFC 6665; RFC 3680; RFC 4235), and has the subscribers told what becomes
/// of the registrations and the calls of a user. Subscriptions are not stored: after a restart a refresh gets a 481, and the
/// subscriber begins anew.
/// </summary>
/// <remarks>Immutable; the subscriptions are in the <see cref="SubscriptionKeeper"/>, which has the lock.</remarks>
public sealed partial class Notifier : IDisposable
{
    private static readonly TimeSpan TurnInterval = TimeSpan.FromMilliseconds(250);

    private readonly SubscribeCheck _check;
    private readonly SubscriptionKeeper _keeper;
    private readonly DigestAuthenticator _authenticator;
    private readonly LocationService _locationService;
    private readonly CallBook _calls;
    private readonly UserDirectory _directory;
    private readonly OwnRequests _requests;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<Notifier> _logger;

    public Notifier(
        AdmissionGate admission,
        AddressResolver resolver,
        DigestAuthenticator authenticator,
        LocationService locationService,
        LocationTable table,
        CallBook calls,
        UserDirectory directory,
        OwnRequests requests,
        Gruus gruus,
        TimeProvider timeProvider,
        ILogger<Notifier> logger)
    {
        var registrations = new RegistrationPackage(table, directory, gruus, locationService.Clock);
        var dialogs = new DialogPackage(calls, directory, timeProvider);
        _check = new SubscribeCheck(admission, resolver, authenticator, [registrations, dialogs]);
        _keeper = new SubscriptionKeeper(directory, requests, registrations, dialogs, locationService.Clock);
        _authenticator = authenticator;
        _locationService = locationService;
        _calls = calls;
        _directory = directory;
        _requests = requests;
        _timeProvider = timeProvider;
        _logger = logger;
        locationService.Changed += _keeper.OnTouched;
        calls.Changed += _keeper.OnCallChanged;
    }

    /// <summary>How many subscriptions stand.</summary>
    public int Count => _keeper.Count;

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
                refusal = refusal == SubscribeRefusal.None ? _keeper.Grant(visit) : refusal;
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

    public void Dispose()
    {
        _calls.Changed -= _keeper.OnCallChanged;
        _locationService.Changed -= _keeper.OnTouched;
    }

    internal void Turn() => _keeper.Turn();

    private SubscribeRefusal Check(SubscribeVisit visit)
    {
        var refusal = _check.CheckForm(visit);
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
        visit.Subscription = _keeper.Find(visit);
        if (visit.Subscription is not { } subscription)
        {
            return SubscribeRefusal.UnknownDialog;
        }

        // Its Request-URI is the address that we named in Contact, which says nothing of the domain.
        visit.Domain = _directory.FindUser(subscription.UserId)?.Domain;
        return SubscribeRefusal.None;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A SUBSCRIBE from {Peer} (CSeq {CSeq}) could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, PeerAddress peer, uint cSeq);

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling the subscribers failed; it goes on with the next turn.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception);
}
