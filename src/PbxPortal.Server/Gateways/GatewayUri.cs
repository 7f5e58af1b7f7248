using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Gateways;

/// <summary>Where the gateway of a trunk is, as the settings say it: <c>sip:gateway.example.com;transport=tls</c>.</summary>
/// <param name="Host">A name, or an address; of IPv6 in brackets.</param>
/// <param name="Port">0: not said, so DNS says it, or it is the transport's own (RFC 3263, 4.2).</param>
/// <param name="Transport"><c>null</c>: not said, so DNS says it, or it is UDP (RFC 3263, 4.1).</param>
/// <remarks>Immutable.</remarks>
internal sealed record GatewayUri(string Host, int Port, TransportProtocol? Transport)
{
    private const int PlainPort = 5060;
    private const int TlsPort = 5061;

    /// <summary>Host and port as a Request-URI has them.</summary>
    public string HostPort => Port == 0 ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary><c>null</c>: the host is a name.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host.Trim('[', ']'), out var address) ? address : null;

    public override string ToString() =>
        $"sip:{HostPort}" + (Transport is { } transport ? $";transport={transport.ToString().ToLowerInvariant()}" : "");

    /// <summary>A SIP or SIPS URI of a host, perhaps with a port, and no parameter but transport; sips means TLS (RFC 3261, 26.2.2).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out GatewayUri? gateway)
    {
        gateway = null;
        if (!SipUri.TryParse(Encoding.UTF8.GetBytes(text), out var uri)
            || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips)
            || uri.HasUser
            || !uri.Headers.IsEmpty
            || !TryReadTransport(uri, out var transport))
        {
            return false;
        }

        gateway = new GatewayUri(Encoding.ASCII.GetString(uri.Host).TrimEnd('.'), uri.Port, transport);
        return true;
    }

    public static int DefaultPortOf(TransportProtocol transport) => transport == TransportProtocol.Tls ? TlsPort : PlainPort;

    private static bool TryReadTransport(in SipUri uri, out TransportProtocol? transport)
    {
        var parameters = Encoding.ASCII.GetString(uri.Parameters).ToUpperInvariant();
        (var isKnown, transport) = (uri.Scheme, parameters) switch
        {
            (UriScheme.Sips, "" or ";TRANSPORT=TCP" or ";TRANSPORT=TLS") => (true, (TransportProtocol?)TransportProtocol.Tls),
            (UriScheme.Sip, "") => (true, null),
            (UriScheme.Sip, ";TRANSPORT=UDP") => (true, TransportProtocol.Udp),
            (UriScheme.Sip, ";TRANSPORT=TCP") => (true, TransportProtocol.Tcp),
            (UriScheme.Sip, ";TRANSPORT=TLS") => (true, TransportProtocol.Tls),
            _ => (false, null),
        };
        return isKnown;
    }
}
