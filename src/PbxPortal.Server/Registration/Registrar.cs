using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>Answers REGISTER. The numbers are the steps of RFC 3261, 10.3.</summary>
/// <remarks>Immutable. REGISTER is answered without a transaction (8.2.7): a repeat finds its answer in the bindings.</remarks>
public sealed partial class Registrar
{
    private readonly AdmissionGate _admission;
    private readonly AddressResolver _resolver;
    private readonly DigestAuthenticator _authenticator;
    private readonly LocationService _locationService;
    private readonly ILocationQueue _queue;
    private readonly LocationTable _table;
    private readonly RefusalLog _refusals;
    private readonly RegisteredResponse _registered;
    private readonly RegistrarOptions _options;
    private readonly ILogger<Registrar> _logger;

    public Registrar(
        AdmissionGate admission,
        AddressResolver resolver,
        DigestAuthenticator authenticator,
        LocationService locationService,
        LocationTable table,
        RefusalLog refusals,
        Gruus gruus,
        IOptions<RegistrarOptions> options,
        ILogger<Registrar> logger)
    {
        _admission = admission;
        _resolver = resolver;
        _authenticator = authenticator;
        _locationService = locationService;
        _queue = locationService;
        _table = table;
        _refusals = refusals;
        _registered = new RegisteredResponse(gruus, options.Value, locationService.Clock);
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>
    /// Answers one REGISTER, and disposes it. What changes nothing is answered here; a change is answered by the location
    /// service's loop, after its commit.
    /// </summary>
    public void Handle(SipRequest register, Flow flow, Outbox outbox)
    {
        var visit = RegisterVisit.Rent(this, register, flow);
        var isQueued = false;
        try
        {
            var refusal = Check(visit);
            if (refusal != RegistrationRefusal.None)
            {
                Refuse(visit, refusal, DetailOf(visit, refusal), outbox);
            }
            else if (visit.IsFetch)
            {
                AnswerFetch(visit, outbox);
            }
            else if (!_admission.PutsOff(register, isRefresh: visit.Known.Location is not null, flow, outbox))
            {
                isQueued = TryQueue(visit, outbox);
            }
        }
#pragma warning disable CA1031 // A failure of ours costs this one request, is answered 500 and ends nothing.
        catch (Exception exception) when (!isQueued)
#pragma warning restore CA1031
        {
            Fail(visit, exception, outbox);
        }
        finally
        {
            if (!isQueued)
            {
                visit.Dispose();
            }
        }
    }

    private bool TryQueue(RegisterVisit visit, Outbox outbox)
    {
        _admission.Enter(); // Before the loop can have answered it.
        if (_queue.TryAdd(visit))
        {
            return true;
        }

        _admission.Leave();
        Refuse(visit, RegistrationRefusal.StoreUnavailable, "", outbox);
        return false;
    }

    /// <summary>All that came in together is queued: now the location service's loop takes it as one group.</summary>
    public void OnBatchEnd() => _queue.Wake();

    /// <summary>A connection has ended; called once for each.</summary>
    public void OnClosed(Flow flow) => _locationService.OnClosed(flow);

    /// <summary>Step 8, after the commit: every binding that now stands, or why nothing was changed.</summary>
    internal void Answer(RegisterVisit visit, Exception? failure, Outbox outbox)
    {
        _admission.Leave();
        try
        {
            AnswerOutcome(visit, failure, outbox);
        }
#pragma warning disable CA1031 // As for what is answered at once: it costs this one request, is answered 500 and ends nothing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(visit, exception, outbox);
        }
    }

    private void AnswerOutcome(RegisterVisit visit, Exception? failure, Outbox outbox)
    {
        switch (failure)
        {
            case null when visit.Outcome.Refusal == RegistrationRefusal.None:
                Send(visit, _registered.Write(visit, visit.Outcome), outbox);
                visit.Flow.ExpectKeepAlives(
                    _registered.AsksForKeepAlives(visit) ? TimeSpan.FromSeconds(_options.FlowTimer) : Timeout.InfiniteTimeSpan);
                break;
            case null:
                Refuse(visit, visit.Outcome.Refusal, visit.Outcome.RefusedDetail, outbox);
                break;
            case StoreUnavailableException:
                LogStoreUnavailable(_logger, failure.Message);
                Refuse(visit, RegistrationRefusal.StoreUnavailable, "", outbox);
                break;
            default:
                Fail(visit, failure, outbox);
                break;
        }
    }

    /// <summary>Fills in the path and the contacts of a visit that has none, see <see cref="RegisterVisit.ReadContacts"/>.</summary>
    internal RegistrationRefusal FillIn(RegisterVisit visit)
    {
        visit.Path = PathReader.Read(visit.Register, visit.Texts);
        return RegisterReader.Read(visit, _options, _admission.SpreadFor(visit.Flow));
    }

    /// <summary>See <see cref="RegisterVisit.Limit"/>: the user's own says more than the domain's, and that more than the settings.</summary>
    internal (int MaxDevices, DeviceLimitPolicy Policy) LimitOf(User user) =>
        (user.MaxDevices ?? user.Domain.MaxDevicesPerUser ?? _options.MaxDevicesPerUser,
         user.Domain.DeviceLimitPolicy ?? _options.DeviceLimitPolicy);

    /// <summary>Steps 1 to 6: everything that needs no change of the bindings.</summary>
    private RegistrationRefusal Check(RegisterVisit visit)
    {
        var addresses = RegisterAddresses.Of(visit.Register);
        var refusal = CheckDomain(visit, addresses);
        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckRequirements(visit);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckForm(visit, addresses);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckUser(visit);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckAddressOfRecord(visit, addresses);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckWay(visit);
        }

        return refusal == RegistrationRefusal.None ? CheckContacts(visit) : refusal;
    }

    /// <summary>Step 1: is the domain of the Request-URI ours?</summary>
    private RegistrationRefusal CheckDomain(RegisterVisit visit, in RegisterAddresses addresses)
    {
        if (!addresses.HasRequestUri || addresses.RequestUri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
        {
            return RegistrationRefusal.UnsupportedScheme;
        }

        visit.Domain = addresses.HasTo
            ? _resolver.FindDomain(addresses.RequestUri, addresses.To)
            : _resolver.FindDomain(addresses.RequestUri);
        return visit.Domain is null ? RegistrationRefusal.WrongDomain : RegistrationRefusal.None;
    }

    /// <summary>
    /// Step 2: does it require an extension that we do not offer? And was a Path added that the phone does not know of? RFC 3327,
    /// 5.3, recommends to refuse that: no password covers the Path, so that whoever is on the way could have the calls come to him,
    /// and the phone would not learn of it.
    /// </summary>
    private static RegistrationRefusal CheckRequirements(RegisterVisit visit)
    {
        visit.Extensions = RegisterExtensions.Of(visit.Register);
        foreach (var tag in visit.Register.EnumerateValues(HeaderName.Require))
        {
            if (!RegisterExtensions.IsOffered(tag))
            {
                return RegistrationRefusal.BadExtension;
            }
        }

        return visit.Extensions is { HasPath: true, Path: false } ? RegistrationRefusal.PathUnknownToPhone : RegistrationRefusal.None;
    }

    /// <summary>What no password can mend is refused before one is asked for (8.2): 400 says more to a phone than a challenge.</summary>
    private RegistrationRefusal CheckForm(RegisterVisit visit, in RegisterAddresses addresses)
    {
        if (!addresses.HasTo || addresses.To.Scheme == UriScheme.Other || !addresses.HasFromAddress)
        {
            return RegistrationRefusal.BadTo;
        }

        if (!RegisterReader.HasReadableContacts(visit.Register))
        {
            visit.Sender = _resolver.FindUser(addresses.To, visit.Domain!); // Whose phone it claims to be, for the portal.
            return RegistrationRefusal.BadContact;
        }

        return PathReader.IsReadable(visit.Register) ? RegistrationRefusal.None : RegistrationRefusal.BadPath;
    }

    /// <summary>Step 3: who is it?</summary>
    private RegistrationRefusal CheckUser(RegisterVisit visit)
    {
        var result = _authenticator.Authenticate(visit.Register, visit.Flow.Peer, visit.Domain!);
        visit.Sender = result.User;
        visit.Credential = result.Credential;
        visit.Authentication = result.Outcome;
        _admission.Note(result.Outcome, visit.Register, visit.Flow, visit.Domain!.Id);
        if (result.Outcome == AuthenticationOutcome.Known)
        {
            visit.Flow.MarkAuthenticated(); // The connection has shown that somebody needs it.
        }

        return result.Outcome switch
        {
            AuthenticationOutcome.Known => result.User is { IsEnabled: true } ? RegistrationRefusal.None : RegistrationRefusal.UserDisabled,
            AuthenticationOutcome.WrongPassword => RegistrationRefusal.WrongPassword,
            AuthenticationOutcome.CredentialRevoked => RegistrationRefusal.CredentialRevoked,
            AuthenticationOutcome.Malformed => RegistrationRefusal.MalformedCredentials,
            AuthenticationOutcome.UnknownAlgorithm => RegistrationRefusal.UnknownAlgorithm,
            _ => RegistrationRefusal.UnknownUser, // The first challenge and the stale nonce are told apart by the outcome.
        };
    }

    /// <summary>Steps 4 and 5: may the sender change the address in To, and is there such an address?</summary>
    private RegistrationRefusal CheckAddressOfRecord(RegisterVisit visit, in RegisterAddresses addresses)
    {
        if (!addresses.HasFrom)
        {
            return RegistrationRefusal.BadTo;
        }

        var sender = visit.Sender!;
        var target = _resolver.FindUser(addresses.To, visit.Domain!);
        var claimed = addresses.IsFromTo ? target : _resolver.FindUser(addresses.From, visit.Domain!);
        visit.User = target?.Domain.Id == sender.Domain.Id ? target : null; // What he tries elsewhere is not shown there.
        if (target?.Id == sender.Id)
        {
            return claimed?.Id == sender.Id ? RegistrationRefusal.None : RegistrationRefusal.OnBehalfOfAnother;
        }

        // Registration by a third party: the sender says in From who he is, and somebody has given him the right (10.2, step 4).
        if (!sender.MayRegisterOthers || claimed?.Id != sender.Id)
        {
            return RegistrationRefusal.NotYourAddress;
        }

        if (target is null || target.Domain.Id != sender.Domain.Id)
        {
            return RegistrationRefusal.NoSuchUser;
        }

        return target.IsEnabled ? RegistrationRefusal.None : RegistrationRefusal.UserDisabled;
    }

    /// <summary>
    /// May it come from there, over that? Asked when the password is proved and the address is his, so that a stranger learns
    /// nothing; whose password it is must be allowed as well as whose phone it will be.
    /// </summary>
    private static RegistrationRefusal CheckWay(RegisterVisit visit)
    {
        var refusal = WayOf(visit.Sender!, visit.Flow);
        return refusal == RegistrationRefusal.None ? WayOf(visit.User!, visit.Flow) : refusal;
    }

    private static RegistrationRefusal WayOf(User user, Flow flow)
    {
        if (!user.MayComeFrom(flow.Peer))
        {
            return RegistrationRefusal.NetworkNotAllowed;
        }

        return user.MayUse(flow.Protocol) ? RegistrationRefusal.None : RegistrationRefusal.TransportNotAllowed;
    }

    /// <summary>What the name of the refusal leaves open.</summary>
    private static string DetailOf(RegisterVisit visit, RegistrationRefusal refusal) => refusal switch
    {
        RegistrationRefusal.CredentialRevoked => AllowedWay.NameOf(visit.Credential!),
        RegistrationRefusal.NetworkNotAllowed =>
            AllowedWay.DescribeNetworks(visit.Sender!.MayComeFrom(visit.Flow.Peer) ? visit.User! : visit.Sender!),
        RegistrationRefusal.TransportNotAllowed =>
            AllowedWay.DescribeTransports(visit.Sender!.MayUse(visit.Flow.Protocol) ? visit.User! : visit.Sender!),
        _ => "",
    };

    /// <summary>Step 6: most contacts stand already, which is seen without reading them; the others are read whole.</summary>
    private RegistrationRefusal CheckContacts(RegisterVisit visit)
    {
        if (visit.IsFetch)
        {
            return RegistrationRefusal.None;
        }

        if (KnownContact.TryFind(visit, _table.OfUser(visit.User!.Id), _options, out var known))
        {
            visit.Known = known;
            return RegistrationRefusal.None;
        }

        return visit.ReadContacts();
    }

    private void AnswerFetch(RegisterVisit visit, Outbox outbox)
    {
        var userId = visit.User!.Id;
        var outcome = new RegisterOutcome(RegistrationRefusal.None, _table.OfUser(userId) ?? new UserLocation(userId, []));
        Send(visit, _registered.Write(visit, outcome), outbox);
    }

    private void Refuse(RegisterVisit visit, RegistrationRefusal refusal, string detail, Outbox outbox)
    {
        var response = RegisterResponses.Refusal(visit, refusal, detail, _authenticator, _options);
        _refusals.Report(visit, refusal, detail, response.WrittenSpan);
        Send(visit, response, outbox);
    }

    internal User? FindClaimed(SipRequest register, Domain domain) => _resolver.FindClaimed(register, domain);

    private void Fail(RegisterVisit visit, Exception exception, Outbox outbox)
    {
        LogFailed(_logger, exception, visit.Flow.Peer, visit.Register.CSeq.Number);
        Send(visit, RegisterResponses.ServerError(visit), outbox);
    }

    private static void Send(RegisterVisit visit, MessageBuffer response, Outbox outbox) =>
        outbox.Add(visit.Flow.ForResponseTo(visit.Register), response);

    [LoggerMessage(Level = LogLevel.Error, Message = "A REGISTER from {Peer} (CSeq {CSeq}) could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, PeerAddress peer, uint cSeq);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A REGISTER could not be stored: {Reason}")]
    private static partial void LogStoreUnavailable(ILogger logger, string reason);
}
