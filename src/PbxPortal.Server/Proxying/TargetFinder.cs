using System.Globalization;
using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Push;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Requests;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Determines where a request outside of any dialog goes (RFC 3261, 16.5).</summary>
/// <remarks>Immutable; what it reads takes no lock.</remarks>
internal sealed class TargetFinder(
    UserDirectory directory,
    AddressResolver resolver,
    GruuResolver gruus,
    LocationTable locations,
    LocationService locationService,
    FlowTable flows,
    TrunkTable trunks,
    PushWaker waker)
{
    /// <param name="routes">Where it wants to go.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="isEncrypted">Whether it came over TLS: with sips every hop does (26.2.2), and one without is one too many.</param>
    public Destination Find(RouteSet routes, Caller caller, bool isEncrypted)
    {
        if (!SipUri.TryParse(routes.RequestUri, out var uri)
            || uri.Scheme == UriScheme.Other
            || (uri.Scheme == UriScheme.Sips && !isEncrypted))
        {
            return new Destination(Foreign(routes.RequestUri), [], new ProxyRefusal(StatusCode.UnsupportedUriScheme));
        }

        if (routes.Rest.Count > 0)
        {
            // A Route that leads on to others would make us a relay for whoever writes one.
            return Refused(uri, "Forbidden (Route leads elsewhere)");
        }

        var domain = uri.Scheme == UriScheme.Tel ? caller.Domain : resolver.FindDomain(uri);
        if (domain is null)
        {
            return ToTrunk(uri, caller) ?? Refused(uri, "Forbidden (not a domain of this server)");
        }

        if (caller.Trunk is null)
        {
            return Find(uri, domain, caller);
        }

        // A gateway writes our address or the domain's name; the users of other domains are not for it.
        return directory.FindDomain(uri.Host) is { } named && named.Id != caller.Domain.Id
            ? Refused(uri, "Forbidden (not a domain of this trunk)")
            : Find(uri, caller.Domain, caller);
    }

    /// <summary>Whom the URI means in this domain: a device, a user, or, for a user of the domain, whoever has the number outside.</summary>
    public Destination Find(in SipUri uri, Domain domain, Caller caller)
    {
        if (FindGruu(uri) is { } gruu)
        {
            return gruu;
        }

        if (resolver.FindUserOf(domain, uri) is { } user)
        {
            return ToUser(user);
        }

        var nobody = new CallParty
        {
            Kind = CallPartyKind.User,
            DomainId = domain.Id,
            Address = $"{SipUri.UnescapeToString(uri.User)}@{domain.Name}",
        };
        var isOwnDomain = domain.Id == caller.Domain.Id;
        return (isOwnDomain ? ToTrunk(uri, caller) : null) ?? new Destination(nobody, [], new ProxyRefusal(StatusCode.NotFound));
    }

    /// <summary>The phones of one user that are registered now, the most wanted first; each once, whatever flows it has (RFC 5626, 7).</summary>
    public IReadOnlyList<Target> DevicesOf(long userId)
    {
        var bindings =
            from entry in locations.OfUser(userId)?.Devices ?? []
            let binding = entry.LiveBinding(locationService.Clock.Now)
            where binding is not null
            select binding;
        var phones = bindings
            .GroupBy(PhoneOf, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(ofPhone => ofPhone.Max(binding => binding.QValue))
            .ThenBy(ofPhone => ofPhone.Min(binding => binding.RegisteredAt))
            .Select(ofPhone => Chain(
                ofPhone.OrderByDescending(binding => binding.IsReachable).ThenByDescending(binding => binding.Lease.RefreshedAt)));
        return [.. phones];
    }

    /// <summary>Where the token of a dialog leads (RFC 5626, 5.3.2), whatever the contact says.</summary>
    public Destination FindWithinDialog(RouteSet routes, in FlowNote note)
    {
        if (SipUri.TryParse(routes.RequestUri, out var uri) && FindGruu(uri) is { } gruu)
        {
            return gruu; // The contact of a dialog may be one (RFC 5627, 4.4.1). Nobody is woken in the middle of it.
        }

        var callee = Foreign(routes.RequestUri);
        var target = new Target { RequestUri = routes.RequestUri, Flow = flows.Find(note), DeviceId = note.DeviceId };
        if (note.DeviceId == 0 && trunks.FindByGateway(note.Peer, note.Protocol) is var (trunk, hop))
        {
            // It may ask for the password of its trunk again; and where its connection has ended, we call it up anew.
            return new Destination(callee, [target with { Trunk = trunk, Hops = target.Flow is null ? [hop] : [] }]);
        }

        return target.Flow is null ? new Destination(callee, [], new ProxyRefusal(StatusCode.FlowFailed)) : new Destination(callee, [target]);
    }

    /// <summary>The device of the user that is registered over this flow; 0: none.</summary>
    public long DeviceOver(Flow flow, long userId)
    {
        foreach (var entry in locations.OfUser(userId)?.Devices ?? [])
        {
            if (entry.Binding is { } binding && binding.CameOver(flow))
            {
                return binding.DeviceId;
            }
        }

        return 0;
    }

    /// <summary>The device behind a GRUU (RFC 5627, 6.1); <c>null</c>: the URI is none.</summary>
    public Destination? FindGruu(in SipUri uri)
    {
        if (gruus.Resolve(uri) is not { } gruu)
        {
            return null;
        }

        var callee = gruu.User is { } user ? PartyOf(user) : Foreign(uri.Text);
        return gruu switch
        {
            { User: null } => new Destination(callee, [], new ProxyRefusal(StatusCode.NotFound)),
            { Bindings.IsEmpty: true } => new Destination(callee, [], new ProxyRefusal(StatusCode.TemporarilyUnavailable)),
            { User: { } owner } => new Destination(callee, [Chain(gruu.Bindings)], JoiningUserId: owner.Id, MayOthersJoin: false),
        };
    }

    private static CallParty PartyOf(User user) => new()
    {
        Kind = CallPartyKind.User,
        UserId = user.Id,
        DomainId = user.Domain.Id,
        Address = $"{user.Extension}@{user.Domain.Name}",
        DisplayName = user.DisplayName,
    };

    private static CallParty Foreign(ReadOnlySpan<byte> uri) =>
        new() { Kind = CallPartyKind.Foreign, Address = Encoding.UTF8.GetString(uri) };

    private static Destination Refused(in SipUri uri, string reasonPhrase) => new(
        new CallParty
        {
            Kind = CallPartyKind.Foreign,
            Address = $"{SipUri.UnescapeToString(uri.User)}@{Encoding.UTF8.GetString(uri.Host)}",
        },
        [],
        new ProxyRefusal(StatusCode.Forbidden, reasonPhrase));

    private Destination ToUser(User user)
    {
        var targets = user.IsEnabled ? DevicesOf(user.Id) : [];
        return targets.Count == 0
            ? new Destination(PartyOf(user), [], new ProxyRefusal(StatusCode.TemporarilyUnavailable))
            : new Destination(PartyOf(user), targets, JoiningUserId: user.Id, RingTime: user.GroupRingTime);
    }

    /// <summary>The trunk that takes the number for this caller; a trunk itself never gets out again. <c>null</c>: there is none.</summary>
    private Destination? ToTrunk(in SipUri uri, Caller caller)
    {
        var dialled = SipUri.UnescapeToString(uri.User);
        var semicolon = dialled.IndexOf(';', StringComparison.Ordinal);
        if (caller.User is null
            || PhoneNumber.Normalize(semicolon < 0 ? dialled : dialled[..semicolon]) is not { } number
            || trunks.FindForNumber(number, caller.Domain) is not { Gateway: { } gateway } trunk)
        {
            return null;
        }

        var target = new Target
        {
            RequestUri = Encoding.ASCII.GetBytes($"sip:{number.Replace("#", "%23", StringComparison.Ordinal)}@{gateway.HostPort}"),
            Flow = null, // DNS may have to be asked first, and a connection opened.
            Shown = trunk.Name,
            Trunk = trunk,
        };
        var callee = new CallParty { Kind = CallPartyKind.Trunk, DomainId = caller.Domain.Id, Address = $"{number}@{trunk.Name}" };
        return new Destination(callee, [target]);
    }

    private static string InstanceOf(Binding binding) => Encoding.UTF8.GetString(GruuResolver.InstanceOf(binding));

    private static string PhoneOf(Binding binding) => InstanceOf(binding) is { Length: > 0 } instance
        ? instance
        : binding.DeviceId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first, with the others behind it; all flows of one phone are wanted as much as the most wanted.</summary>
    private Target Chain(IEnumerable<Binding> bindings)
    {
        var flowsOfPhone = bindings.Select(Of).ToList();
        var qValue = flowsOfPhone.Max(target => target.QValue);
        var doNotDisturb = flowsOfPhone.Exists(target => target.DoNotDisturb);
        flowsOfPhone.Reverse();
        return flowsOfPhone.Aggregate(
            (Target?)null, (next, target) => target with { Next = next, QValue = qValue, DoNotDisturb = doNotDisturb })!;
    }

    private Target Of(Binding binding)
    {
        var device = locations.Find(binding.DeviceId)?.Device;
        return new Target
        {
            RequestUri = RequestToDevice.WithoutHeaders(binding.ContactUriBytes).ToArray(),
            Flow = FlowOf(binding),
            Path = HeaderValues.Split(binding.PathBytes),
            DeviceId = binding.DeviceId,
            User = directory.FindUser(binding.UserId),
            BindingId = binding.Id,
            Lease = binding.Lease,
            QValue = binding.QValue,
            Instance = InstanceOf(binding),
            Shown = device?.Product ?? "",
            DoNotDisturb = device?.DoNotDisturb ?? false,
            Push = waker.Find(binding),
        };
    }

    /// <summary>The flow that it registered on; a UDP address is known after a restart too.</summary>
    private Flow? FlowOf(Binding binding)
    {
        if (OwnRequests.LiveFlowOf(binding) is { } flow)
        {
            return flow;
        }

        return binding.Transport == TransportProtocol.Udp ? flows.ToUdp(binding.RequestAddress) : null;
    }
}
