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
    public Domain? FindDomain(in SipUri uri)
    {
        if (uri.Scheme == UriScheme.Tel)
        {
            return null; // A number belongs to whatever domain the request is for.
        }

        Span<char> host = stackalloc char[256];
        if (Encoding.UTF8.TryGetChars(uri.Host, host, out var length))
        {
            // A trailing dot is the root of DNS and means the same name.
            var named = directory.FindDomain(((ReadOnlySpan<char>)host[..length]).TrimEnd('.'));
            if (named is not null)
            {
                return named;
            }
        }

        return ownAddresses.Contains(uri.Host) ? directory.FindDomain(_defaultDomain) : null;
    }

    /// <summary>
    /// The user that an address-of-record names, by extension or number. The user part is taken after its escapes are removed,
    /// once (10.3 step 5); parameters do not count.
    /// </summary>
    /// <param name="context">The domain of the Request-URI, where a <c>tel:</c> number is looked up.</param>
    public User? FindUser(in SipUri uri, Domain context)
    {
        var domain = uri.Scheme == UriScheme.Tel ? context : FindDomain(uri);
        if (domain is null || uri.User.IsEmpty || uri.User.Length > 256)
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

    private static bool IsPhone(in SipUri uri) =>
        uri.TryGetParameter("user"u8, out var kind) && Ascii.EqualsIgnoreCase(kind, "phone"u8);
}
