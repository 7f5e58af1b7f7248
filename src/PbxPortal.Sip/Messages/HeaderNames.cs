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

    private static readonly byte[][] LongNames = BuildLongNames();

    private static readonly HeaderName[] CompactNames = BuildCompactNames();

    // The length tells most names apart, so that a look-up compares two or three names and needs no hash.
    private static readonly HeaderName[][] NamesByLength = BuildNamesByLength();

    /// <summary>Names are case-insensitive (7.3.1).</summary>
    public static HeaderName Parse(ReadOnlySpan<byte> name)
    {
        if (name.Length == 1)
        {
            var letter = name[0] | 0x20;
            return letter is >= 'a' and <= 'z' ? CompactNames[letter - 'a'] : HeaderName.Unknown;
        }

        if (name.Length < NamesByLength.Length)
        {
            foreach (var candidate in NamesByLength[name.Length])
            {
                if (Ascii.EqualsIgnoreCase(name, LongNames[(int)candidate]))
                {
                    return candidate;
                }
            }
        }

        return HeaderName.Unknown;
    }

    /// <summary>The long form as it stands on the wire; empty for <see cref="HeaderName.Unknown"/>.</summary>
    public static ReadOnlySpan<byte> ToBytes(HeaderName name) => LongNames[(int)name];

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

    private static HeaderName[][] BuildNamesByLength()
    {
        var longest = All.Max(header => header.Long.Length);
        return [.. Enumerable.Range(0, longest + 1).Select(length =>
            All.Where(header => header.Long.Length == length).Select(header => header.Name).ToArray())];
    }
}
