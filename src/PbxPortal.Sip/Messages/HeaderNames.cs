using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>Translates header names between the wire, long or compact (RFC 3261, 7.3.3), and <see cref="HeaderName"/>.</summary>
public static class HeaderNames
{
    private static readonly (HeaderName Name, string Long, char Compact)[] All =
    [
        (HeaderName.Accept, "Accept", '\0'),
        (HeaderName.AcceptContact, "Accept-Contact", 'a'),
        (HeaderName.AcceptEncoding, "Accept-Encoding", '\0'),
        (HeaderName.AcceptLanguage, "Accept-Language", '\0'),
        (HeaderName.AlertInfo, "Alert-Info", '\0'),
        (HeaderName.Allow, "Allow", '\0'),
        (HeaderName.AllowEvents, "Allow-Events", 'u'),
        (HeaderName.AuthenticationInfo, "Authentication-Info", '\0'),
        (HeaderName.Authorization, "Authorization", '\0'),
        (HeaderName.CallId, "Call-ID", 'i'),
        (HeaderName.CallInfo, "Call-Info", '\0'),
        (HeaderName.Contact, "Contact", 'm'),
        (HeaderName.ContentDisposition, "Content-Disposition", '\0'),
        (HeaderName.ContentEncoding, "Content-Encoding", 'e'),
        (HeaderName.ContentLanguage, "Content-Language", '\0'),
        (HeaderName.ContentLength, "Content-Length", 'l'),
        (HeaderName.ContentType, "Content-Type", 'c'),
        (HeaderName.CSeq, "CSeq", '\0'),
        (HeaderName.Date, "Date", '\0'),
        (HeaderName.Diversion, "Diversion", '\0'),
        (HeaderName.ErrorInfo, "Error-Info", '\0'),
        (HeaderName.Event, "Event", 'o'),
        (HeaderName.Expires, "Expires", '\0'),
        (HeaderName.FlowTimer, "Flow-Timer", '\0'),
        (HeaderName.From, "From", 'f'),
        (HeaderName.HistoryInfo, "History-Info", '\0'),
        (HeaderName.Identity, "Identity", 'y'),
        (HeaderName.InReplyTo, "In-Reply-To", '\0'),
        (HeaderName.MaxForwards, "Max-Forwards", '\0'),
        (HeaderName.MimeVersion, "MIME-Version", '\0'),
        (HeaderName.MinExpires, "Min-Expires", '\0'),
        (HeaderName.MinSE, "Min-SE", '\0'),
        (HeaderName.Organization, "Organization", '\0'),
        (HeaderName.PAssertedIdentity, "P-Asserted-Identity", '\0'),
        (HeaderName.Path, "Path", '\0'),
        (HeaderName.PPreferredIdentity, "P-Preferred-Identity", '\0'),
        (HeaderName.Priority, "Priority", '\0'),
        (HeaderName.Privacy, "Privacy", '\0'),
        (HeaderName.ProxyAuthenticate, "Proxy-Authenticate", '\0'),
        (HeaderName.ProxyAuthorization, "Proxy-Authorization", '\0'),
        (HeaderName.ProxyRequire, "Proxy-Require", '\0'),
        (HeaderName.RAck, "RAck", '\0'),
        (HeaderName.Reason, "Reason", '\0'),
        (HeaderName.RecordRoute, "Record-Route", '\0'),
        (HeaderName.ReferredBy, "Referred-By", 'b'),
        (HeaderName.ReferTo, "Refer-To", 'r'),
        (HeaderName.RejectContact, "Reject-Contact", 'j'),
        (HeaderName.Replaces, "Replaces", '\0'),
        (HeaderName.ReplyTo, "Reply-To", '\0'),
        (HeaderName.RequestDisposition, "Request-Disposition", 'd'),
        (HeaderName.Require, "Require", '\0'),
        (HeaderName.RetryAfter, "Retry-After", '\0'),
        (HeaderName.Route, "Route", '\0'),
        (HeaderName.RSeq, "RSeq", '\0'),
        (HeaderName.Server, "Server", '\0'),
        (HeaderName.ServiceRoute, "Service-Route", '\0'),
        (HeaderName.SessionExpires, "Session-Expires", 'x'),
        (HeaderName.SipETag, "SIP-ETag", '\0'),
        (HeaderName.SipIfMatch, "SIP-If-Match", '\0'),
        (HeaderName.Subject, "Subject", 's'),
        (HeaderName.SubscriptionState, "Subscription-State", '\0'),
        (HeaderName.Supported, "Supported", 'k'),
        (HeaderName.Timestamp, "Timestamp", '\0'),
        (HeaderName.To, "To", 't'),
        (HeaderName.Unsupported, "Unsupported", '\0'),
        (HeaderName.UserAgent, "User-Agent", '\0'),
        (HeaderName.Via, "Via", 'v'),
        (HeaderName.Warning, "Warning", '\0'),
        (HeaderName.WwwAuthenticate, "WWW-Authenticate", '\0'),
    ];

    private const int SlotCount = 256;

    private static readonly byte[][] LongNames = BuildLongNames();

    private static readonly byte[][] Prefixes = Array.ConvertAll(LongNames, static name => (byte[])[.. name, (byte)':', (byte)' ']);

    private static readonly HeaderName[] CompactNames = BuildCompactNames();

    /// <summary>A name that is known stands at <see cref="SlotOf"/>, alone: a look-up makes one comparison.</summary>
    private static readonly HeaderName[] NamesBySlot = BuildNamesBySlot();

    /// <summary>How many names there are, <see cref="HeaderName.Unknown"/> among them.</summary>
    internal static int Count => LongNames.Length;

    /// <summary>Names are case-insensitive (7.3.1).</summary>
    public static HeaderName Parse(ReadOnlySpan<byte> name)
    {
        if (name.Length == 1)
        {
            var letter = name[0] | 0x20;
            return letter is >= 'a' and <= 'z' ? CompactNames[letter - 'a'] : HeaderName.Unknown;
        }

        if (name.IsEmpty)
        {
            return HeaderName.Unknown;
        }

        var candidate = NamesBySlot[SlotOf(name)];
        return Grammar.Matches(name, LongNames[(int)candidate]) ? candidate : HeaderName.Unknown;
    }

    /// <summary>The long form with colon and space, as a header field begins that we write.</summary>
    internal static ReadOnlySpan<byte> ToPrefix(HeaderName name) => Prefixes[(int)name];

    /// <summary>The long form as it stands on the wire; empty for <see cref="HeaderName.Unknown"/>.</summary>
    public static ReadOnlySpan<byte> ToBytes(HeaderName name) => LongNames[(int)name];

    /// <summary>Two of these would let two elements act on different values of one message (7.3.1; RFC 4475, 3.3.8).</summary>
    internal static bool IsSingle(HeaderName name) => name
        is HeaderName.From
        or HeaderName.To
        or HeaderName.CallId
        or HeaderName.CSeq
        or HeaderName.MaxForwards
        or HeaderName.Expires
        or HeaderName.ContentType
        or HeaderName.ContentLength;

    private static byte[][] BuildLongNames()
    {
        var names = new byte[All.Length + 1][];
        names[(int)HeaderName.Unknown] = [];
        foreach (var (name, longName, _) in All)
        {
            names[(int)name] = Encoding.ASCII.GetBytes(longName);
        }

        return names;
    }

    private static HeaderName[] BuildCompactNames()
    {
        var names = new HeaderName['z' - 'a' + 1];
        foreach (var (name, _, compact) in All)
        {
            if (compact != '\0')
            {
                names[compact - 'a'] = name;
            }
        }

        return names;
    }

    private static HeaderName[] BuildNamesBySlot()
    {
        var names = new HeaderName[SlotCount];
        foreach (var (name, longName, _) in All)
        {
            ref var slot = ref names[SlotOf(Encoding.ASCII.GetBytes(longName))];
            slot = slot == HeaderName.Unknown
                ? name
                : throw new InvalidOperationException($"{slot} and {name} share a slot: SlotOf needs other factors.");
        }

        return names;
    }

    /// <summary>
    /// The length and three letters, case put aside, tell all names apart; the factors were found by trying. A name that is
    /// not known may share a slot with one that is, which the comparison finds out.
    /// </summary>
    private static int SlotOf(ReadOnlySpan<byte> name) =>
        ((name.Length * 14)
            + ((name[0] | 0x20) * 62)
            + ((name[name.Length / 2] | 0x20) * 21)
            + ((name[^1] | 0x20) * 9))
        & (SlotCount - 1);
}
