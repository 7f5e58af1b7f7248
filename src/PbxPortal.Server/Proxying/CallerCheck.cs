using System.Diagnostics.CodeAnalysis;
using System.Text;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>Finds out who sent a request outside of any dialog, and turns away whoever is neither a user nor a trunk (RFC 3261, 22.3 and 26.3.1.3).</summary>
/// <remarks>Immutable.</remarks>
internal sealed class CallerCheck(
    AdmissionGate admission, AddressResolver resolver, DigestAuthenticator authenticator, UserDirectory directory, TrunkTable trunks)
{
    private const int LongestAgent = 256;

    /// <summary>The trunk that a request came from, if it came from one.</summary>
    public Trunk? TrunkOf(Flow flow) => trunks.FindBySource(flow.Peer);

    /// <summary>Gives the caller, or why he is turned away.</summary>
    public bool TryFind(
        SipRequest request, Flow flow, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out ProxyRefusal? refusal)
    {
        caller = null;
        refusal = null;
        if (TrunkOf(flow) is { } trunk)
        {
            flow.MarkAuthenticated(); // The settings vouch for its address.
            caller = directory.FindDomain(trunk.Domain) is { } itsDomain ? new Caller(itsDomain, User: null, trunk) : null;
            refusal = caller is null ? new ProxyRefusal(StatusCode.Forbidden, "Forbidden (the trunk's domain is not served here)") : null;
        }
        else if (!TryReadFrom(request, out var from)
            || (DomainOf(request, from, out var isAnonymous) ?? DomainOfTrunk(request)) is not { } domain)
        {
            refusal = new ProxyRefusal(StatusCode.Forbidden, "Forbidden (not a user of this server)"); // No open relay.
        }
        else
        {
            refusal = Prove(request, flow, domain, isAnonymous, out caller);
        }

        return caller is not null;
    }

    private static bool TryReadFrom(SipRequest request, out SipUri from)
    {
        from = default;
        return NameAddress.TryParse(request.Find(HeaderName.From), out var address) && SipUri.TryParse(address.Uri, out from);
    }

    /// <summary>The domain of From; of somebody who hides his name (RFC 3323, 4.1.1.3) the domain that he calls in.</summary>
    private Domain? DomainOf(SipRequest request, in SipUri from, out bool isAnonymous)
    {
        isAnonymous = Ascii.EqualsIgnoreCase(from.Host, "anonymous.invalid"u8);
        return isAnonymous && SipUri.TryParse(request.RequestUri, out var requestUri)
            ? resolver.FindDomain(requestUri)
            : resolver.FindDomain(from);
    }

    /// <summary>
    /// The domain that somebody calls whose From is none of ours, if a trunk may bring such calls from anywhere. A name in the Request-URI
    /// must be that of the trunk's domain; an address of ours says nothing of it, and the name that the trunk proves decides.
    /// </summary>
    private Domain? DomainOfTrunk(SipRequest request) =>
        BringsCalls(request)
        && SipUri.TryParse(request.RequestUri, out var uri)
        && resolver.FindDomain(uri) is { } domain
        && trunks.AnyProvesItself(resolver.FindNamed(uri))
            ? domain
            : null;

    /// <summary>What the password of a trunk is good for.</summary>
    private static bool BringsCalls(SipRequest request) => request.Method is SipMethod.Invite or SipMethod.Message;

    private ProxyRefusal? Prove(SipRequest request, Flow flow, Domain domain, bool isAnonymous, out Caller? caller)
    {
        caller = null;
        var result = authenticator.Authenticate(request, flow.Peer, domain, HeaderName.ProxyAuthorization, trunks.FindByIncomingUsername);
        admission.Note(result.Outcome, request, flow, domain.Id);
        if (result.Outcome == AuthenticationOutcome.Malformed)
        {
            return new ProxyRefusal(StatusCode.BadRequest, "Bad Request (Proxy-Authorization)");
        }

        if (result.Outcome != AuthenticationOutcome.Known)
        {
            return Challenge(request, domain, result.Outcome == AuthenticationOutcome.Stale);
        }

        flow.MarkAuthenticated(); // The connection has shown that somebody needs it.
        if (result.Peer is Trunk trunk)
        {
            return Admit(trunk, request, out caller);
        }

        if (result.User is not { IsEnabled: true } user)
        {
            return new ProxyRefusal(StatusCode.Forbidden, "Forbidden (the user is disabled)");
        }

        if (!user.MayComeFrom(flow.Peer) || !user.MayUse(flow.Protocol))
        {
            return new ProxyRefusal(StatusCode.Forbidden, "Forbidden (not from this address or over this transport)");
        }

        _ = TryReadFrom(request, out var from);
        if (!isAnonymous && resolver.FindUser(from, domain)?.Id != user.Id)
        {
            return new ProxyRefusal(StatusCode.Forbidden, "Forbidden (From is somebody else)");
        }

        caller = new Caller(domain, user, Trunk: null);
        return null;
    }

    /// <summary>A trunk has proved itself. It brings calls and messages of others: in the name of a user of ours it sends nothing.</summary>
    private ProxyRefusal? Admit(Trunk trunk, SipRequest request, out Caller? caller)
    {
        caller = null;
        if (!BringsCalls(request))
        {
            return new ProxyRefusal(StatusCode.Forbidden, "Forbidden (a trunk brings calls and messages only)");
        }

        if (directory.FindDomain(trunk.Domain) is not { } itsDomain)
        {
            return new ProxyRefusal(StatusCode.Forbidden, "Forbidden (the trunk's domain is not served here)");
        }

        if (NamesUser(request, HeaderName.From)
            || NamesUser(request, HeaderName.PAssertedIdentity)
            || NamesUser(request, HeaderName.PPreferredIdentity))
        {
            return new ProxyRefusal(StatusCode.Forbidden, "Forbidden (the caller is a user of this server)");
        }

        caller = new Caller(itsDomain, User: null, trunk);
        return null;
    }

    private bool NamesUser(SipRequest request, HeaderName field)
    {
        foreach (var value in request.EnumerateValues(field))
        {
            if (NameAddress.TryParse(value, out var address)
                && SipUri.TryParse(address.Uri, out var uri)
                && resolver.FindDomain(uri) is { } domain
                && resolver.FindUserOf(domain, uri) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private ProxyRefusal Challenge(SipRequest request, Domain domain, bool isStale)
    {
        var agent = request.Find(HeaderName.UserAgent);
        var userAgent = Encoding.UTF8.GetString(agent[..Math.Min(agent.Length, LongestAgent)]);
        return new ProxyRefusal(
            StatusCode.ProxyAuthenticationRequired,
            Write: writer => authenticator.WriteChallenges(writer, domain, isStale, userAgent, HeaderName.ProxyAuthenticate));
    }
}
