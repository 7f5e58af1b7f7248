using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using PbxPortal.Administration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>Where a phone finds the SIP server: a transport, a host name or address, and a port.</summary>
/// <param name="Host">An IPv6 address without brackets.</param>
public sealed record PublicSipAddress(TransportProtocol Transport, string Host, int Port)
{
    private const string Example = "Examples: tls:sip.example.com:5061, udp:203.0.113.10:5060";

    /// <summary>As it stands in a URI, for example <c>sip.example.com:5061</c> or <c>[2001:db8::1]:5060</c>.</summary>
    public string HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{HostInUri}:{Port}");

    /// <summary>Whether only this machine itself finds the server there.</summary>
    public bool IsLocal => IsLocalHost(Host);

    private string HostInUri => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    public override string ToString() => $"{TransportWord.Of(Transport)}:{HostAndPort}";

    public static bool IsLocalHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <param name="text">transport:host:port.</param>
    /// <param name="address">The address, if the text is one.</param>
    /// <param name="mistake">What is wrong, with an example, if it is not.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out PublicSipAddress? address, [NotNullWhen(false)] out string? mistake)
    {
        address = null;
        var (first, last) = (text.IndexOf(':', StringComparison.Ordinal), text.LastIndexOf(':'));
        if (first <= 0 || last == first)
        {
            mistake = $"'{text}' is not transport:host:port. {Example}";
            return false;
        }

        var host = text[(first + 1)..last];
        if (!TransportWord.TryParse(text[..first], out var transport)
            || transport is not (TransportProtocol.Udp or TransportProtocol.Tcp or TransportProtocol.Tls))
        {
            mistake = $"'{text[..first]}' in '{text}' is not udp, tcp or tls. {Example}";
        }
        else if (Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6)
            || host.StartsWith('[') != host.Contains(':', StringComparison.Ordinal))
        {
            mistake = $"'{host}' in '{text}' is not a host name or an IP address (IPv6 in brackets). {Example}";
        }
        else if (!ushort.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            mistake = $"'{text[(last + 1)..]}' in '{text}' is not a port from 1 to 65535. {Example}";
        }
        else
        {
            address = new PublicSipAddress(transport, host.Trim('[', ']'), port);
            mistake = null;
        }

        return address is not null;
    }
}
