using System.Buffers;
using System.Text;

namespace PbxPortal.Sip.Messages;

/// <summary>A SIP, SIPS or tel URI as views into its text (RFC 3261, 19.1; RFC 3966). Escapes stay as they are.</summary>
public readonly ref struct SipUri
{
    private static readonly SearchValues<byte> NeverInUri = SearchValues.Create(" \t\r\n\0<>\""u8);

    private SipUri(UriScheme scheme, ReadOnlySpan<byte> text, int schemeLength)
    {
        Scheme = scheme;
        Text = text;
        SchemeBytes = text[..schemeLength];
    }

    /// <summary>The whole URI.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public UriScheme Scheme { get; }

    public ReadOnlySpan<byte> SchemeBytes { get; }

    /// <summary>Before the @ sign, still escaped; of a tel URI the number.</summary>
    public ReadOnlySpan<byte> User { get; private init; }

    public bool HasUser => !User.IsEmpty;

    public ReadOnlySpan<byte> Password { get; private init; }

    public bool HasPassword { get; private init; }

    /// <summary>An IPv6 address keeps its brackets.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>0 when none is given.</summary>
    public int Port { get; private init; }

    /// <summary>From the first semicolon on.</summary>
    public ReadOnlySpan<byte> Parameters { get; private init; }

    /// <summary>What stands after the question mark.</summary>
    public ReadOnlySpan<byte> Headers { get; private init; }

    /// <summary>SIP-URI = "sip:" [ userinfo ] hostport uri-parameters [ headers ].</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SipUri uri)
    {
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || !Grammar.IsScheme(text[..colon]) || text.ContainsAny(NeverInUri))
        {
            uri = default;
            return false;
        }

        var scheme = SchemeOf(text[..colon]);
        uri = new SipUri(scheme, text, colon);
        return scheme switch
        {
            UriScheme.Other => colon + 1 < text.Length,
            UriScheme.Tel => TryParseTel(ref uri, text[(colon + 1)..]),
            _ => TryParseSip(ref uri, text[(colon + 1)..]),
        };
    }

    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        ParameterReader.TryFind(Parameters, name, out value);

    /// <summary>Whether both name the same resource, exactly by RFC 3261, 19.1.4.</summary>
    public static bool AreEqual(in SipUri left, in SipUri right) => SipUriComparison.AreEqual(left, right);

    /// <summary>Takes out %HH escapes, once. Gives the number of bytes written, never more than were read.</summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var written = 0;
        while (!escaped.IsEmpty)
        {
            destination[written++] = UriEscape.Take(ref escaped, out _);
        }

        return written;
    }

    /// <summary>For the cold path: the text without escapes.</summary>
    public static string UnescapeToString(ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'%'))
        {
            return Encoding.UTF8.GetString(escaped);
        }

        var unescaped = new byte[escaped.Length];
        return Encoding.UTF8.GetString(unescaped, 0, Unescape(escaped, unescaped));
    }

    private static UriScheme SchemeOf(ReadOnlySpan<byte> scheme) => scheme.Length switch
    {
        3 when Grammar.Matches(scheme, "sip"u8) => UriScheme.Sip,
        3 when Grammar.Matches(scheme, "tel"u8) => UriScheme.Tel,
        4 when Grammar.Matches(scheme, "sips"u8) => UriScheme.Sips,
        _ => UriScheme.Other,
    };

    /// <summary>telephone-uri = "tel:" telephone-subscriber (RFC 3966, 3).</summary>
    private static bool TryParseTel(ref SipUri uri, ReadOnlySpan<byte> rest)
    {
        var semicolon = rest.IndexOf((byte)';');
        uri = uri with
        {
            User = semicolon < 0 ? rest : rest[..semicolon],
            Parameters = semicolon < 0 ? default : rest[semicolon..],
        };
        return uri.HasUser && ParameterReader.IsWellFormed(uri.Parameters);
    }

    private static bool TryParseSip(ref SipUri uri, ReadOnlySpan<byte> rest)
    {
        // A user may hold semicolons, slashes and question marks, but no raw @ sign: the first one ends it.
        var at = rest.IndexOf((byte)'@');
        var userInfo = at < 0 ? default : rest[..at];
        var passwordColon = userInfo.IndexOf((byte)':');
        var user = passwordColon < 0 ? userInfo : userInfo[..passwordColon];
        rest = rest[(at + 1)..];

        var question = rest.IndexOf((byte)'?');
        var headers = question < 0 ? default : rest[(question + 1)..];
        rest = question < 0 ? rest : rest[..question];
        var semicolon = rest.IndexOf((byte)';');
        var parameters = semicolon < 0 ? default : rest[semicolon..];
        var isValid = Grammar.TrySplitHostPort(semicolon < 0 ? rest : rest[..semicolon], out var host, out var port);
        uri = uri with
        {
            User = user,
            HasPassword = passwordColon >= 0,
            Password = passwordColon < 0 ? default : userInfo[(passwordColon + 1)..],
            Host = host,
            Port = port,
            Parameters = parameters,
            Headers = headers,
        };
        return isValid
            && (at < 0 || (!user.IsEmpty && UriEscape.IsWellFormed(userInfo)))
            && (question < 0 || !headers.IsEmpty)
            && ParameterReader.IsWellFormed(parameters);
    }
}
