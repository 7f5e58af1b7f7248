using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>Answers REGISTER. The numbers are the steps of RFC 3261, 10.3.</summary>
/// <remarks>Immutable. REGISTER is answered without a transaction (8.2.7): a repeat finds its answer in the bindings.</remarks>
public sealed partial class Registrar
{
    private readonly AddressResolver _resolver;
    private readonly DigestAuthenticator _authenticator;
    private readonly ILocationQueue _queue;
    private readonly LocationTable _table;
    private readonly MonotonicClock _clock;
    private readonly RefusalLog _refusals;
    private readonly RegistrarOptions _options;
    private readonly ILogger<Registrar> _logger;

    public Registrar(
        AddressResolver resolver,
        DigestAuthenticator authenticator,
        LocationService locationService,
        LocationTable table,
        RefusalLog refusals,
        IOptions<RegistrarOptions> options,
        ILogger<Registrar> logger)
    {
        _resolver = resolver;
        _authenticator = authenticator;
        _queue = locationService;
        _table = table;
        _clock = locationService.Clock;
        _refusals = refusals;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>Answers one REGISTER. The response leaves after the change is committed.</summary>
    public async Task HandleAsync(SipRequest register, Flow flow, CancellationToken cancellationToken)
    {
        var visit = new RegisterVisit(register, flow);
        var request = Check(visit, out var refusal);
        using var response = request is null
            ? Refuse(visit, refusal)
            : await ChangeAsync(visit, request, cancellationToken);
        await flow.ForResponseTo(register).SendAsync(response.WrittenMemory, cancellationToken);
    }

    /// <summary>Steps 1 to 6: everything that needs no look at the bindings.</summary>
    private RegistrationRequest? Check(RegisterVisit visit, out RegistrationRefusal refusal)
    {
        refusal = CheckDomain(visit);
        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckRequirements(visit);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckForm(visit);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckUser(visit);
        }

        if (refusal == RegistrationRefusal.None)
        {
            refusal = CheckAddressOfRecord(visit);
        }

        return refusal == RegistrationRefusal.None ? ReadContacts(visit, out refusal) : null;
    }

    /// <summary>Step 1: is the domain of the Request-URI ours?</summary>
    private RegistrationRefusal CheckDomain(RegisterVisit visit)
    {
        if (!SipUri.TryParse(visit.Register.RequestUri, out var uri) || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
        {
            return RegistrationRefusal.UnsupportedScheme;
        }

        visit.Domain = NameAddress.TryParse(visit.Register.Find(HeaderName.To), out var to) && SipUri.TryParse(to.Uri, out var toUri)
            ? _resolver.FindDomain(uri, toUri)
            : _resolver.FindDomain(uri);
        return visit.Domain is null ? RegistrationRefusal.WrongDomain : RegistrationRefusal.None;
    }

    /// <summary>Step 2: does it require an extension that we do not offer? At present we offer none.</summary>
    private static RegistrationRefusal CheckRequirements(RegisterVisit visit) =>
        visit.Register.Contains(HeaderName.Require) ? RegistrationRefusal.BadExtension : RegistrationRefusal.None;

    /// <summary>What no password can mend is refused before one is asked for (8.2): 400 says more to a phone than a challenge.</summary>
    private RegistrationRefusal CheckForm(RegisterVisit visit)
    {
        if (!NameAddress.TryParse(visit.Register.Find(HeaderName.To), out var to)
            || !SipUri.TryParse(to.Uri, out var toUri)
            || toUri.Scheme == UriScheme.Other
            || !NameAddress.TryParse(visit.Register.Find(HeaderName.From), out _))
        {
            return RegistrationRefusal.BadTo;
        }

        visit.Sender = _resolver.FindUser(toUri, visit.Domain!);
        return RegisterReader.HasReadableContacts(visit.Register) ? RegistrationRefusal.None : RegistrationRefusal.BadContact;
    }

    /// <summary>Step 3: who is it?</summary>
    private RegistrationRefusal CheckUser(RegisterVisit visit)
    {
        var result = _authenticator.Authenticate(visit.Register, visit.Domain!);
        visit.Sender = result.User;
        visit.Authentication = result.Outcome;
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
    private RegistrationRefusal CheckAddressOfRecord(RegisterVisit visit)
    {
        if (!NameAddress.TryParse(visit.Register.Find(HeaderName.To), out var to)
            || !SipUri.TryParse(to.Uri, out var toUri)
            || toUri.Scheme == UriScheme.Other
            || !NameAddress.TryParse(visit.Register.Find(HeaderName.From), out var from)
            || !SipUri.TryParse(from.Uri, out var fromUri))
        {
            return RegistrationRefusal.BadTo;
        }

        var sender = visit.Sender!;
        var target = _resolver.FindUser(toUri, visit.Domain!);
        var claimed = _resolver.FindUser(fromUri, visit.Domain!);
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

    /// <summary>Step 6, and what of step 7 needs no bindings.</summary>
    private RegistrationRequest? ReadContacts(RegisterVisit visit, out RegistrationRefusal refusal)
    {
        refusal = RegisterReader.Read(
            visit.Register, _options, visit.Class, visit.Product, out var isWildcard, out var contacts);
        if (refusal != RegistrationRefusal.None)
        {
            return null;
        }

        var user = visit.User!;
        return new RegistrationRequest
        {
            User = user,
            CallId = Encoding.UTF8.GetString(visit.Register.CallId),
            CSeq = visit.Register.CSeq.Number,
            UserAgent = visit.UserAgent,
            Class = visit.Class,
            Product = visit.Product,
            Source = visit.Source,
            Flow = visit.Flow,
            IsWildcard = isWildcard,
            Contacts = contacts,
            MaxDevices = user.MaxDevices ?? user.Domain.MaxDevicesPerUser ?? _options.MaxDevicesPerUser,
            LimitPolicy = user.Domain.DeviceLimitPolicy ?? _options.DeviceLimitPolicy,
        };
    }

    /// <summary>Steps 7 and 8: the change, all of it or nothing, and then every binding that now stands.</summary>
    private async Task<MessageBuffer> ChangeAsync(
        RegisterVisit visit, RegistrationRequest request, CancellationToken cancellationToken)
    {
        if (request.IsFetch)
        {
            var location = _table.OfUser(request.User.Id) ?? new UserLocation(request.User.Id, []);
            return RegisterResponses.Ok(visit, request, new RegisterOutcome(RegistrationRefusal.None, location, []), _clock);
        }

        try
        {
            var outcome = await _queue.SubmitAsync(new RegisterChange(request), cancellationToken);
            return outcome.Refusal == RegistrationRefusal.None
                ? RegisterResponses.Ok(visit, request, outcome, _clock)
                : Refuse(visit, outcome.Refusal, outcome.RefusedDetail);
        }
        catch (StoreUnavailableException exception)
        {
            LogStoreUnavailable(_logger, exception.Message);
            return Refuse(visit, RegistrationRefusal.StoreUnavailable);
        }
    }

    private MessageBuffer Refuse(RegisterVisit visit, RegistrationRefusal refusal, string detail = "")
    {
        var isOrdinary = visit.Authentication is AuthenticationOutcome.NoCredentials or AuthenticationOutcome.Stale;
        if (!isOrdinary && RegistrationRefusals.IsWorthTelling(refusal))
        {
            _refusals.Report(visit, refusal, detail);
        }

        return RegisterResponses.Refusal(visit, refusal, detail, _authenticator, _options);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A REGISTER could not be stored: {Reason}")]
    private static partial void LogStoreUnavailable(ILogger logger, string reason);
}
