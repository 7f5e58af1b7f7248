using System.Buffers;
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
    /// <summary>
    /// Real push contacts have some hundred bytes, and some have been seen with more than a thousand; what is longer would crowd
    /// others out of every later answer. Of the URI, and of the parameters behind it.
    /// </summary>
    private const int LongestPart = 2048;

    /// <summary>No phone has so many lines; each contact is compared with all others, so thousands would hold everybody up.</summary>
    private const int MostContacts = 32;

    private const int Preferred = 1000;

    /// <summary>So many bytes of parameters are put together without garbage.</summary>
    private const int UsualParameters = 512;

    /// <summary>All but the tab, which is white space (RFC 3261, 25.1); line breaks have been unfolded by now, so that none is left.</summary>
    private static readonly SearchValues<byte> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(character => character != '\t').Select(character => (byte)character), 0x7F]);

    public static RegistrationRefusal Read(
        RegisterVisit visit,
        RegistrarOptions options,
        ExpirySpread spread,
        out bool isWildcard,
        out ImmutableArray<RequestedContact> contacts)
    {
        var request = visit.Register;
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

            var refusal = ReadContact(visit, value, options, spread, read);
            if (refusal != RegistrationRefusal.None)
            {
                return refusal;
            }
        }

        contacts = read.DrainToImmutable();
        var isMisused = isWildcard && (count > 1 || !IsZero(request.Find(HeaderName.Expires)));
        return isMisused ? RegistrationRefusal.WildcardMisused : CheckFlows(contacts);
    }

    /// <summary>RFC 5626, 6: a request that registers a flow registers nothing else; it may remove other contacts.</summary>
    private static RegistrationRefusal CheckFlows(ImmutableArray<RequestedContact> contacts)
    {
        var (added, flows) = (0, 0);
        foreach (var contact in contacts)
        {
            added += contact.IsRemoval ? 0 : 1;
            flows += contact is { IsRemoval: false, IsFlow: true } ? 1 : 0;
        }

        return flows > 0 && added > 1 ? RegistrationRefusal.SeveralFlows : RegistrationRefusal.None;
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
                ? DeviceIdentityReader.Read(address, uri, deviceClass, product, RegisterExtensions.Of(request).AllowsFlows)
                : null;
        }

        return null;
    }

    /// <summary>What is stored is written into every later answer to the user's devices: it must be whole, and of a size for that.</summary>
    private static bool IsReadable(ReadOnlySpan<byte> value) =>
        !value.ContainsAny(ControlCharacters)
        && NameAddress.TryParse(value, out var address)
        && address.Uri.Length <= LongestPart
        && address.Parameters.Length <= LongestPart
        && SipUri.TryParse(address.Uri, out var uri)
        && uri.Scheme is (UriScheme.Sip or UriScheme.Sips);

    private static RegistrationRefusal ReadContact(
        RegisterVisit visit,
        ReadOnlySpan<byte> value,
        RegistrarOptions options,
        ExpirySpread spread,
        ImmutableArray<RequestedContact>.Builder read)
    {
        if (!NameAddress.TryParse(value, out var address) || !SipUri.TryParse(address.Uri, out var uri))
        {
            return RegistrationRefusal.BadContact;
        }

        var wish = WishOf(visit.Register, address, options);
        if (wish > 0 && wish < options.MinExpires)
        {
            return RegistrationRefusal.TooBrief;
        }

        if (wish > 0 && LeadsBack(visit, uri))
        {
            return RegistrationRefusal.ContactLeadsBack;
        }

        var isFlow = DeviceIdentityReader.TryReadFlow(address, out _);
        if (isFlow && visit.Extensions is { Outbound: true, AllowsFlows: false })
        {
            return RegistrationRefusal.FirstHopLacksOutbound;
        }

        var identity = DeviceIdentityReader.Read(address, uri, visit.Class, visit.Product, visit.Extensions.AllowsFlows);
        read.Add(new RequestedContact
        {
            Uri = new Utf8Text(address.Uri.ToArray()),
            Parameters = ParametersOf(address),
            QValue = address.TryGetParameter("q"u8, out var q) && QValue.TryParse(q, out var thousandths) ? thousandths : Preferred,
            Seconds = spread.Cut((int)Math.Min(wish, options.MaxExpires), options.MinExpires, visit.Register.CallId),
            IsFlow = isFlow && visit.Extensions.AllowsFlows,
            Identity = wish > 0 ? Distinct(identity, uri, visit.Class, visit.Product, read) : identity,
            ListeningPort = ListeningPort.Of(visit.Register, visit.Flow, uri),
        });
        return RegistrationRefusal.None;
    }

    /// <summary>
    /// RFC 5627, 5.1: a contact that is the address-of-record itself, or one of its GRUUs, would send every call back to us for
    /// ever. A public GRUU is equal to its address-of-record (19.1.4), so one comparison finds both.
    /// </summary>
    private static bool LeadsBack(RegisterVisit visit, in SipUri contact) =>
        Ascii.EqualsIgnoreCase(contact.Host, visit.Domain!.Name)
        && (Gruus.IsTemporary(contact.User)
            || (NameAddress.TryParse(visit.Register.Find(HeaderName.To), out var to)
                && SipUri.TryParse(to.Uri, out var addressOfRecord)
                && SipUri.AreEqual(contact, addressOfRecord)));

    /// <summary>Parameters that are ours to say: what the phone says of them counts no more than once (RFC 5627, 5.1).</summary>
    public static bool IsOurs(ReadOnlySpan<byte> parameterName) =>
        Ascii.EqualsIgnoreCase(parameterName, "expires"u8)
        || Ascii.EqualsIgnoreCase(parameterName, "pub-gruu"u8)
        || Ascii.EqualsIgnoreCase(parameterName, "temp-gruu"u8);

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

    /// <summary>All but those that are ours to say.</summary>
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
            if (IsOurs(parameters.Name))
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
