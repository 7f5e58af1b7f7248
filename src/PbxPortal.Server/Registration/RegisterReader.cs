using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Reads the Contact and Expires fields of a REGISTER (RFC 3261, 10.3 steps 6 and 7).</summary>
internal static class RegisterReader
{
    /// <summary>Real push contacts have some hundred bytes; what is longer would crowd others out of every later answer.</summary>
    private const int LongestContact = 4096;

    /// <summary>No phone has so many lines; each contact is compared with all others, so thousands would hold everybody up.</summary>
    private const int MostContacts = 32;

    private const int Preferred = 1000;

    /// <summary>So many bytes of parameters are put together without garbage.</summary>
    private const int UsualParameters = 512;

    public static RegistrationRefusal Read(
        SipRequest request,
        RegistrarOptions options,
        ExpirySpread spread,
        DeviceClass deviceClass,
        string product,
        out bool isWildcard,
        out ImmutableArray<RequestedContact> contacts)
    {
        isWildcard = false;
        contacts = [];
        var read = ImmutableArray.CreateBuilder<RequestedContact>(initialCapacity: 1);
        var count = 0;
        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            count++;
            if (NameAddress.IsWildcard(value))
            {
                isWildcard = true;
                continue;
            }

            var refusal = ReadContact(request, value, options, spread, deviceClass, product, read);
            if (refusal != RegistrationRefusal.None)
            {
                return refusal;
            }
        }

        contacts = read.DrainToImmutable();
        var isMisused = isWildcard && (count > 1 || !IsZero(request.Find(HeaderName.Expires)));
        return isMisused ? RegistrationRefusal.WildcardMisused : RegistrationRefusal.None;
    }

    /// <summary>Whether every contact is <c>*</c> or a SIP address.</summary>
    public static bool HasReadableContacts(SipRequest request)
    {
        var count = 0;
        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            count++;
            if (count > MostContacts || (!NameAddress.IsWildcard(value) && !IsReadable(value)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Who the first contact claims to be; <c>null</c> when it cannot be read.</summary>
    public static DeviceIdentity? FirstIdentity(SipRequest request, DeviceClass deviceClass, string product)
    {
        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            return IsReadable(value) && NameAddress.TryParse(value, out var address) && SipUri.TryParse(address.Uri, out var uri)
                ? DeviceIdentityReader.Read(address, uri, deviceClass, product)
                : null;
        }

        return null;
    }

    private static bool IsReadable(ReadOnlySpan<byte> value) =>
        value.Length <= LongestContact
        && NameAddress.TryParse(value, out var address)
        && SipUri.TryParse(address.Uri, out var uri)
        && uri.Scheme is (UriScheme.Sip or UriScheme.Sips);

    private static RegistrationRefusal ReadContact(
        SipRequest request,
        ReadOnlySpan<byte> value,
        RegistrarOptions options,
        ExpirySpread spread,
        DeviceClass deviceClass,
        string product,
        ImmutableArray<RequestedContact>.Builder read)
    {
        if (!NameAddress.TryParse(value, out var address) || !SipUri.TryParse(address.Uri, out var uri))
        {
            return RegistrationRefusal.BadContact;
        }

        var wish = WishOf(request, address, options);
        if (wish > 0 && wish < options.MinExpires)
        {
            return RegistrationRefusal.TooBrief;
        }

        var identity = DeviceIdentityReader.Read(address, uri, deviceClass, product);
        read.Add(new RequestedContact
        {
            Uri = new Utf8Text(address.Uri.ToArray()),
            Parameters = ParametersOf(address),
            QValue = address.TryGetParameter("q"u8, out var q) && QValue.TryParse(q, out var thousandths) ? thousandths : Preferred,
            Seconds = spread.Cut((int)Math.Min(wish, options.MaxExpires), options.MinExpires, request.CallId),

            Identity = wish > 0 ? Distinct(identity, uri, deviceClass, product, read) : identity,
        });
        return RegistrationRefusal.None;
    }

    /// <summary>Two contacts of one instance in one request are two bindings, unless their URIs are equal (19.1.4).</summary>
    private static DeviceIdentity Distinct(
        DeviceIdentity identity, in SipUri uri, DeviceClass deviceClass, string product, ImmutableArray<RequestedContact>.Builder read)
    {
        if (!IsTaken(identity, read) || IsListed(uri.Text, read))
        {
            return identity;
        }

        var ofContact = DeviceIdentityReader.OfContact(uri, deviceClass, product);
        var place = read.Count.ToString(CultureInfo.InvariantCulture);
        return IsTaken(ofContact, read) ? ofContact with { Key = Utf8Text.Of($"{ofContact.Key};{place}") } : ofContact;
    }

    private static bool IsTaken(DeviceIdentity identity, ImmutableArray<RequestedContact>.Builder read)
    {
        foreach (var other in read)
        {
            if (!other.IsRemoval && other.Identity.Key == identity.Key)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsListed(ReadOnlySpan<byte> uri, ImmutableArray<RequestedContact>.Builder read)
    {
        foreach (var other in read)
        {
            if (!other.IsRemoval && ContactMatch.AreEqual(other.Uri.Bytes, uri))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The contact's own parameter counts before the header field; what is no number means the default (10.2.1.1, 10.3).</summary>
    public static long WishOf(SipRequest request, in NameAddress address, RegistrarOptions options)
    {
        if (address.TryGetParameter("expires"u8, out var own))
        {
            return DeltaSeconds.TryParse(own, out var seconds) ? seconds : options.DefaultExpires;
        }

        return request.TryFind(HeaderName.Expires, out var header) && DeltaSeconds.TryParse(header, out var common)
            ? common
            : options.DefaultExpires;
    }

    private static bool IsZero(ReadOnlySpan<byte> expires) => DeltaSeconds.TryParse(expires, out var seconds) && seconds == 0;

    /// <summary>All but <c>expires</c>, which is ours to say.</summary>
    private static Utf8Text ParametersOf(in NameAddress address)
    {
        if (address.Parameters.IsEmpty)
        {
            return default;
        }

        var most = address.Parameters.Length + 1; // Each is written as it came, the first one with a semicolon.
        Span<byte> text = most <= UsualParameters ? stackalloc byte[UsualParameters] : new byte[most];
        var length = 0;
        var parameters = new ParameterReader(address.Parameters);
        while (parameters.Read())
        {
            if (Ascii.EqualsIgnoreCase(parameters.Name, "expires"u8))
            {
                continue;
            }

            Append(text, ref length, ";"u8);
            Append(text, ref length, parameters.Name);
            if (parameters.HasValue)
            {
                var quote = parameters.IsQuoted ? "\""u8 : default;
                Append(text, ref length, "="u8);
                Append(text, ref length, quote);
                Append(text, ref length, parameters.Value);
                Append(text, ref length, quote);
            }
        }

        return length == 0 ? default : new Utf8Text(text[..length].ToArray());
    }

    private static void Append(Span<byte> text, ref int length, ReadOnlySpan<byte> part)
    {
        part.CopyTo(text[length..]);
        length += part.Length;
    }
}
