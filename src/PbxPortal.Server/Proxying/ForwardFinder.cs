using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Proxying;

/// <summary>Says where the contacts of a 3xx lead that may be followed here (RFC 3261, 16.7, step 4).</summary>
/// <remarks>
/// Immutable. A forward counts as a call of the user whose device it is: it leads to the users of his domain, and to the numbers that a
/// trunk takes for him, as if he had dialled them himself. Whoever is outside is never called for him by address, so nobody makes a relay
/// of us, and where he may not call, he may not forward.
/// </remarks>
internal sealed class ForwardFinder(AddressResolver resolver, TargetFinder targets)
{
    /// <summary>More than any phone sends on to; a 3xx may hold thousands.</summary>
    private const int MostContacts = 10;

    /// <summary>The most wanted first; none: the response goes back as it is.</summary>
    /// <param name="redirect">The 3xx.</param>
    /// <param name="from">The device that it came from.</param>
    /// <param name="isSips">Whether a sips URI was called: then nothing else is followed (16.7, step 4).</param>
    public IReadOnlyList<Forward> Find(SipResponse redirect, Target from, bool isSips)
    {
        if (from.User is not { IsEnabled: true } user)
        {
            return [];
        }

        var found = new List<(int QValue, Forward Forward)>();
        foreach (var value in redirect.EnumerateValues(HeaderName.Contact))
        {
            if (found.Count < MostContacts && NameAddress.TryParse(value, out var contact) && Find(contact, user, isSips) is { } forward)
            {
                found.Add((QValueOf(contact), forward));
            }
        }

        return [.. found.OrderByDescending(one => one.QValue).Select(one => one.Forward)];
    }

    private Forward? Find(in NameAddress contact, User user, bool isSips)
    {
        if (!SipUri.TryParse(contact.Uri, out var uri)
            || !(isSips ? uri.Scheme == UriScheme.Sips : uri.Scheme is UriScheme.Sip or UriScheme.Tel)
            || (uri.Scheme != UriScheme.Tel && resolver.FindDomain(uri)?.Id != user.Domain.Id))
        {
            return null;
        }

        var destination = targets.Find(uri, user.Domain, new Caller(user.Domain, user, Trunk: null));
        return destination.Refusal is null && destination.Targets.Count > 0
            ? new Forward(
                destination.Callee,
                [.. destination.Targets.Select(target => target with { ForwardedBy = user })],
                destination.JoiningUserId)
            : null;
    }

    /// <summary>20.10: what has no <c>q</c> is as good as any.</summary>
    private static int QValueOf(in NameAddress contact) =>
        contact.TryGetParameter("q"u8, out var q) && QValue.TryParse(q, out var thousandths) ? thousandths : 1000;
}
