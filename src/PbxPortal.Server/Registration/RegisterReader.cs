using System.Buffers;
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

    /// <summary>All but the tab, which is white space (RFC 3261, 25.1); line breaks have been unfolded by now, so that none is left.</summary>
    private static readonly SearchValues<byte> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(character => character != '\t').Select(character => (byte)character), 0x7F]);

    /// <summary>Reads the contacts of a visit that has none yet.</summary>
    public static RegistrationRefusal Read(RegisterVisit visit, RegistrarOptions options, ExpirySpread spread)
    {
        var request = visit.Register;
        var count = 0;
        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            count++;
            if (NameAddress.IsWildcard(value))
            {
                visit.IsWildcard = true;
                continue;
            }

            var refusal = ReadContact(visit, value, options, spread);
            if (refusal != RegistrationRefusal.None)
            {
                return refusal;
            }
        }

        var isMisused = visit.IsWildcard && (count > 1 || !IsZero(request.Find(HeaderName.Expires)));
        return isMisused ? RegistrationRefusal.WildcardMisused : CheckFlows(visit.Contacts);
    }

    /// <summary>RFC 5626, 6: a request that registers a flow registers nothing else; it may remove other contacts.</summary>
    private static RegistrationRefusal CheckFlows(ReadOnlySpan<RequestedContact> contacts)
    {
        var (added, flows) = (0, 0);
        foreach (ref readonly var contact in contacts)
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

    /// <summary>Who the first contact claims to be, see <see cref="DeviceIdentity"/>; empty when it cannot be read.</summary>
    public static Utf8Text FirstIdentity(RegisterVisit visit)
    {
        foreach (var value in visit.Register.EnumerateValues(HeaderName.Contact))
        {
            if (!IsReadable(value) || !NameAddress.TryParse(value, out var address) || !SipUri.TryParse(address.Uri, out var uri))
            {
                return default;
            }

            var allowsFlows = RegisterExtensions.Of(visit.Register).AllowsFlows; // It may be refused before step 2.
            var identity = DeviceIdentityReader.Read(address, uri, visit.Class, visit.Product, allowsFlows, visit.Texts);
            return Utf8Text.Copy(visit.Texts[identity.Key]);
        }

        return default;
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
        RegisterVisit visit, ReadOnlySpan<byte> value, RegistrarOptions options, ExpirySpread spread)
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

        var texts = visit.Texts;
        var identity = DeviceIdentityReader.Read(address, uri, visit.Class, visit.Product, visit.Extensions.AllowsFlows, texts);
        visit.Add(new RequestedContact
        {
            Uri = texts.Add(address.Uri),
            Parameters = AddParameters(address, texts),
            QValue = address.TryGetParameter("q"u8, out var q) && QValue.TryParse(q, out var thousandths) ? thousandths : Preferred,
            Seconds = spread.Cut((int)Math.Min(wish, options.MaxExpires), options.MinExpires, visit.Register.CallId),
            IsFlow = isFlow && visit.Extensions.AllowsFlows,
            Identity = wish > 0 ? Distinct(visit, identity, uri) : identity,
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
    private static RequestedIdentity Distinct(RegisterVisit visit, RequestedIdentity identity, in SipUri uri)
    {
        if (!IsTaken(visit, identity) || IsListed(visit, uri.Text))
        {
            return identity;
        }

        var texts = visit.Texts;
        var ofContact = DeviceIdentityReader.OfContact(uri, visit.Class, visit.Product, texts);
        if (!IsTaken(visit, ofContact))
        {
            return ofContact;
        }

        var start = texts.Length;
        texts.Append(texts[ofContact.Key]);
        texts.Append(string.Create(CultureInfo.InvariantCulture, $";{visit.Contacts.Length}"));
        return ofContact with { Key = texts.Since(start) };
    }

    private static bool IsTaken(RegisterVisit visit, RequestedIdentity identity)
    {
        foreach (ref readonly var other in visit.Contacts)
        {
            if (!other.IsRemoval && visit.Texts[other.Identity.Key].SequenceEqual(visit.Texts[identity.Key]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsListed(RegisterVisit visit, ReadOnlySpan<byte> uri)
    {
        foreach (ref readonly var other in visit.Contacts)
        {
            if (!other.IsRemoval && ContactMatch.AreEqual(visit.Texts[other.Uri], uri))
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

    /// <summary>All but those that are ours to say, each as it came, the first one with a semicolon too.</summary>
    private static TextRange AddParameters(in NameAddress address, RequestTexts texts)
    {
        var start = texts.Length;
        var parameters = new ParameterReader(address.Parameters);
        while (parameters.Read())
        {
            if (IsOurs(parameters.Name))
            {
                continue;
            }

            texts.Append(";"u8);
            texts.Append(parameters.Name);
            if (parameters.HasValue)
            {
                var quote = parameters.IsQuoted ? "\""u8 : default;
                texts.Append("="u8);
                texts.Append(quote);
                texts.Append(parameters.Value);
                texts.Append(quote);
            }
        }

        return texts.Since(start);
    }
}
