using System.Globalization;
using System.Text;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Reads the signs out of a refused REGISTER, whatever of it can be read.</summary>
internal static class WireSignsReader
{
    /// <summary>Characters; a stranger's 60 kB are not kept.</summary>
    private const int Longest = 128;

    public static WireSigns Read(SipRequest register)
    {
        var signs = new WireSigns { Expires = Text(register.Find(HeaderName.Expires)) };
        if (SipUri.TryParse(register.RequestUri, out var request))
        {
            signs = signs with { RequestHost = Text(request.Host) };
        }

        if (NameAddress.TryParse(register.Find(HeaderName.To), out var to) && SipUri.TryParse(to.Uri, out var toUri))
        {
            signs = signs with { ToUser = Cut(SipUri.UnescapeToString(toUri.User)), ToHost = Text(toUri.Host) };
        }

        return WithVia(WithContact(WithCredentials(signs, register), register), register);
    }

    private static WireSigns WithCredentials(WireSigns signs, SipRequest register)
    {
        foreach (var row in register.EnumerateRows(HeaderName.Authorization))
        {
            if (DigestCredentials.TryParse(row, out var credentials) && credentials.IsDigest)
            {
                return signs with
                {
                    AuthenticationName = Text(credentials.Username),
                    Realm = Text(credentials.Realm),
                    Algorithm = Text(credentials.Algorithm),
                    DigestHost = SipUri.TryParse(credentials.Uri, out var uri) ? Text(uri.Host) : "",
                };
            }
        }

        return signs;
    }

    private static WireSigns WithContact(WireSigns signs, SipRequest register)
    {
        foreach (var value in register.EnumerateValues(HeaderName.Contact))
        {
            if (!NameAddress.TryParse(value, out var address) || !SipUri.TryParse(address.Uri, out var uri))
            {
                return signs;
            }

            return signs with
            {
                ContactHost = Text(uri.Host),
                ContactPort = uri.Port,
                Expires = address.TryGetParameter("expires"u8, out var own) ? Text(own) : signs.Expires,
            };
        }

        return signs;
    }

    private static WireSigns WithVia(WireSigns signs, SipRequest register)
    {
        foreach (var value in register.EnumerateValues(HeaderName.Via))
        {
            return Via.TryParse(value, out var via) ? signs with { ViaHost = Text(via.Host), ViaPort = via.Port } : signs;
        }

        return signs;
    }

    /// <summary>For the page: <c>host:port</c>.</summary>
    public static string HostPort(string host, int port) =>
        host.Length == 0 || port == 0 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, Longest)]);

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];
}
