using System.Collections.Immutable;
using System.Text;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Authentication;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Subscriptions;

/// <summary>Looks whether a SUBSCRIBE may be granted, before anything is kept of it (RFC 6665, 4.2.1).</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SubscribeCheck(
    AdmissionGate admission, AddressResolver resolver, DigestAuthenticator authenticator, ImmutableArray<EventPackage> packages)
{
    /// <summary>Seconds; a shorter wish gets a 423.</summary>
    public const int MinExpires = 60;

    public const int MaxExpires = 7200;

    /// <summary>More bytes of route and target than real proxies need are kept for nobody.</summary>
    private const int LongestDialog = 4096;

    /// <summary>
    /// What needs no password comes first: phones ask for packages that are not offered here, message-summary above all, and a
    /// challenge would only double their vain requests.
    /// </summary>
    public SubscribeRefusal CheckForm(SubscribeVisit visit)
    {
        var subscribe = visit.Subscribe;
        if (!SipUri.TryParse(subscribe.RequestUri, out var uri) || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
        {
            return SubscribeRefusal.UnsupportedScheme;
        }

        if (subscribe.Contains(HeaderName.Require))
        {
            return SubscribeRefusal.BadExtension;
        }

        if (!TryReadEvent(visit))
        {
            return SubscribeRefusal.BadEvent;
        }

        if (visit.Package is DialogPackage && NamesDialog(subscribe))
        {
            return SubscribeRefusal.OneDialog;
        }

        return AcceptsDocument(subscribe, visit.Package!) ? ReadContact(visit) : SubscribeRefusal.NotAcceptable;
    }

    /// <summary>Who is it, and may he hear of this user?</summary>
    public SubscribeRefusal CheckSender(SubscribeVisit visit, long? userId, long? subscriberId)
    {
        var subscribe = visit.Subscribe;
        _ = SipUri.TryParse(subscribe.RequestUri, out var requestUri);
        visit.Domain ??= NameAddress.TryParse(subscribe.Find(HeaderName.To), out var to) && SipUri.TryParse(to.Uri, out var toUri)
            ? resolver.FindDomain(requestUri, toUri)
            : resolver.FindDomain(requestUri);
        if (visit.Domain is not { } domain)
        {
            return SubscribeRefusal.WrongDomain;
        }

        var result = authenticator.Authenticate(subscribe, visit.Flow.Peer, domain);
        visit.Authentication = result.Outcome;
        admission.Note(result.Outcome, subscribe, visit.Flow, domain.Id); // Who guesses passwords may not go on here either.
        if (result.Outcome != AuthenticationOutcome.Known)
        {
            return result.Outcome == AuthenticationOutcome.Malformed ? SubscribeRefusal.MalformedCredentials : SubscribeRefusal.NotProved;
        }

        if (result.User is not { IsEnabled: true } subscriber)
        {
            return SubscribeRefusal.UserDisabled;
        }

        visit.Flow.MarkAuthenticated(); // The connection has shown that somebody needs it.
        visit.Subscriber = subscriber;
        return userId is { } known
            ? CheckSame(visit, known, subscriberId)
            : CheckUser(visit);
    }

    /// <summary>Delta-seconds, cut at the top and refused below the minimum; 0 is always granted.</summary>
    public static SubscribeRefusal CheckExpires(SubscribeVisit visit)
    {
        var wish = DeltaSeconds.TryParse(visit.Subscribe.Find(HeaderName.Expires), out var seconds) ? seconds : (uint)visit.Package!.DefaultExpires;
        visit.Seconds = (int)Math.Min(wish, MaxExpires);
        return visit.Seconds is > 0 and < MinExpires ? SubscribeRefusal.TooBrief : SubscribeRefusal.None;
    }

    /// <summary>One of our packages, perhaps with an id that every NOTIFY must repeat (RFC 6665, 8.2.1).</summary>
    private bool TryReadEvent(SubscribeVisit visit)
    {
        var value = visit.Subscribe.Find(HeaderName.Event);
        var semicolon = value.IndexOf((byte)';');
        var name = Encoding.UTF8.GetString((semicolon < 0 ? value : value[..semicolon]).TrimEnd(" \t"u8));
        visit.Package = packages.FirstOrDefault(package => string.Equals(package.Name, name, StringComparison.OrdinalIgnoreCase));
        if (visit.Package is not { } known)
        {
            return false;
        }

        visit.EventValue = semicolon >= 0 && ParameterReader.TryFind(value[semicolon..], "id"u8, out var id) && !id.IsEmpty
            ? $"{known.Name};id={Encoding.UTF8.GetString(id)}"
            : known.Name;
        return true;
    }

    /// <summary>All dialogs of a user are told, and none alone (RFC 4235, 3.2): to whoever wants one alone, all would be wrong.</summary>
    private static bool NamesDialog(SipRequest subscribe)
    {
        var value = subscribe.Find(HeaderName.Event);
        var semicolon = value.IndexOf((byte)';');
        return semicolon >= 0 && ParameterReader.TryFind(value[semicolon..], "call-id"u8, out _);
    }

    /// <summary>Without Accept it is the package's own type (RFC 3680, 4.5; RFC 4235, 3.5).</summary>
    private static bool AcceptsDocument(SipRequest subscribe, EventPackage package)
    {
        var contentType = Encoding.ASCII.GetBytes(package.ContentType);
        foreach (var value in subscribe.EnumerateValues(HeaderName.Accept))
        {
            var semicolon = value.IndexOf((byte)';');
            var type = (semicolon < 0 ? value : value[..semicolon]).TrimEnd(" \t"u8);
            if (Ascii.EqualsIgnoreCase(type, contentType)
                || Ascii.EqualsIgnoreCase(type, "application/*"u8)
                || type.SequenceEqual("*/*"u8))
            {
                return true;
            }
        }

        return !subscribe.Contains(HeaderName.Accept);
    }

    /// <summary>One contact, without which a dialog cannot begin (RFC 3261, 12.1.1).</summary>
    private static SubscribeRefusal ReadContact(SubscribeVisit visit)
    {
        var length = 0;
        foreach (var value in visit.Subscribe.EnumerateValues(HeaderName.Contact))
        {
            if (visit.Target.Length > 0
                || !NameAddress.TryParse(value, out var contact)
                || !SipUri.TryParse(contact.Uri, out var uri)
                || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
            {
                return SubscribeRefusal.BadContact;
            }

            length += contact.Uri.Length;
            visit.Target = Encoding.UTF8.GetString(contact.Uri);
        }

        foreach (var route in visit.Subscribe.EnumerateRows(HeaderName.RecordRoute))
        {
            length += route.Length;
        }

        if (visit.Target.Length == 0 && !visit.IsWithinDialog)
        {
            return SubscribeRefusal.BadContact;
        }

        var subscribe = visit.Subscribe;
        length += subscribe.CallId.Length + subscribe.Find(HeaderName.From).Length + subscribe.Find(HeaderName.To).Length;
        return length > LongestDialog ? SubscribeRefusal.TooLong : SubscribeRefusal.None;
    }

    private static SubscribeRefusal CheckSame(SubscribeVisit visit, long userId, long? subscriberId)
    {
        var subscriber = visit.Subscriber!;
        return visit.Package!.MayWatch(subscriber, userId) && subscriber.Id == subscriberId ? SubscribeRefusal.None : SubscribeRefusal.NotYours;
    }

    private SubscribeRefusal CheckUser(SubscribeVisit visit)
    {
        var subscriber = visit.Subscriber!;
        visit.User = FindUser(visit);
        if (!visit.Package!.MayWatch(subscriber, visit.User?.Id))
        {
            return SubscribeRefusal.NotYours; // Whether there is such a user is nobody's business.
        }

        return visit.User is { IsEnabled: true } user && user.Domain.Id == subscriber.Domain.Id
            ? SubscribeRefusal.None
            : SubscribeRefusal.NoSuchUser;
    }

    /// <summary>The Request-URI names the resource; phones that know only the server there name it in To.</summary>
    private Directory.User? FindUser(SubscribeVisit visit)
    {
        _ = SipUri.TryParse(visit.Subscribe.RequestUri, out var uri);
        if (!uri.User.IsEmpty)
        {
            return resolver.FindUser(uri, visit.Domain!);
        }

        return NameAddress.TryParse(visit.Subscribe.Find(HeaderName.To), out var to) && SipUri.TryParse(to.Uri, out var toUri)
            ? resolver.FindUser(toUri, visit.Domain!)
            : null;
    }
}
