using System.Text;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Finds the domain and the user that a URI means.</summary>
/// <remarks>Immutable.</remarks>
public sealed class AddressResolver(UserDirectory directory, OwnAddresses ownAddresses, IOptions<SipOptions> options)
{
    private readonly string _defaultDomain = options.Value.DefaultDomain;

    /// <summary>The domain that the host part names; one of our addresses means the default domain. <c>null</c>: not ours.</summary>
    public Domain? FindDomain(in SipUri uri) => FindNamed(uri) ?? FindByAddress(uri);

    /// <summary>The domain whose name is the host part; <c>null</c>: none of ours.</summary>
    public Domain? FindNamed(in SipUri uri) => directory.FindDomain(uri.Host.TrimEnd((byte)'.')); // A trailing dot is the root of DNS.

    /// <summary>
    /// The domain of a request. Phones that are set up with the server's address as registrar write it in the Request-URI and
    /// their domain in To: there the address says nothing, and To decides.
    /// </summary>
    public Domain? FindDomain(in SipUri requestUri, in SipUri to) =>
        FindNamed(requestUri) ?? (FindByAddress(requestUri) is { } byAddress ? FindNamed(to) ?? byAddress : null);

    /// <summary>
    /// The user that an address-of-record names, by extension or number. The user part is taken after its escapes are removed,
    /// once (10.3 step 5); parameters do not count.
    /// </summary>
    /// <param name="context">The domain of the Request-URI, where a <c>tel:</c> number is looked up.</param>
    public User? FindUser(in SipUri uri, Domain context) =>
        (uri.Scheme == UriScheme.Tel ? context : FindDomain(uri)) is { } domain ? FindUserOf(domain, uri) : null;

    /// <summary>The user of that domain whom the user part names, whatever the host says.</summary>
    public User? FindUserOf(Domain domain, in SipUri uri)
    {
        if (uri.User.IsEmpty || uri.User.Length > 256)
        {
            return null;
        }

        Span<byte> unescaped = stackalloc byte[256];
        var bytes = unescaped[..SipUri.Unescape(uri.User, unescaped)];
        Span<char> user = stackalloc char[256];
        if (!Encoding.UTF8.TryGetChars(bytes, user, out var length))
        {
            return null;
        }

        // telephone-subscriber parameters may stand within the user part (19.1.6): sip:+49891234;phone-context=x@host;user=phone.
        var name = user[..length];
        var semicolon = IsPhone(uri) ? name.IndexOf(';') : -1;
        return directory.FindUser(domain.Id, semicolon < 0 ? name : name[..semicolon]);
    }

    /// <summary>Whose phone a REGISTER claims to be, proved or not: what somebody tries in another domain is not shown there.</summary>
    internal User? FindClaimed(SipRequest register, Domain domain) =>
        NameAddress.TryParse(register.Find(HeaderName.To), out var to)
        && SipUri.TryParse(to.Uri, out var uri)
        && FindUser(uri, domain) is { } claimed
        && claimed.Domain.Id == domain.Id
            ? claimed
            : null;

    /// <summary>A <c>tel:</c> number has no host; it belongs to whatever domain the request is for.</summary>
    private Domain? FindByAddress(in SipUri uri) =>
        ownAddresses.Contains(uri.Host) ? directory.FindDomain(_defaultDomain) : null;

    private static bool IsPhone(in SipUri uri) =>
        uri.TryGetParameter("user"u8, out var kind) && Ascii.EqualsIgnoreCase(kind, "phone"u8);
}
