using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace PbxPortal.Sip.Transport;

/// <summary>Where to listen, as in the settings: <c>udp:0.0.0.0:5060</c>, <c>tls:[::]:5061</c>. Read once, at start.</summary>
public sealed record SipListenEndPoint(TransportProtocol Protocol, IPAddress Address, int Port)
{
    private const string Example = "Examples: udp:0.0.0.0:5060, tcp:[::]:5060, tls:0.0.0.0:5061";

    public IPEndPoint ToIPEndPoint() => new(Address, Port);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Protocol.ToString().ToLowerInvariant()}:{new IPEndPoint(Address, Port)}");

    /// <param name="text">transport:address:port.</param>
    /// <param name="endPoint">The end point, if the text is one.</param>
    /// <param name="mistake">What is wrong, with an example, if it is not.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out SipListenEndPoint? endPoint,
        [NotNullWhen(false)] out string? mistake)
    {
        endPoint = null;
        var (first, last) = (text.IndexOf(':', StringComparison.Ordinal), text.LastIndexOf(':'));
        if (first <= 0 || last == first)
        {
            mistake = $"'{text}' is not transport:address:port. {Example}";
        }
        else if (!TryParseProtocol(text[..first], out var protocol))
        {
            mistake = $"'{text[..first]}' in '{text}' is not udp, tcp or tls. {Example}";
        }
        else if (!TryParseAddress(text[(first + 1)..last], out var address))
        {
            mistake = $"'{text[(first + 1)..last]}' in '{text}' is not an IP address (IPv6 in brackets). {Example}";
        }
        else if (!ushort.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            mistake = $"'{text[(last + 1)..]}' in '{text}' is not a port from 0 to 65535. {Example}";
        }
        else
        {
            endPoint = new SipListenEndPoint(protocol, address, port);
            mistake = null;
        }

        return endPoint is not null;
    }

    /// <summary>WebSocket is not listed: it is a path of the portal, not an end point of its own.</summary>
    private static bool TryParseProtocol(string text, out TransportProtocol protocol)
    {
        (var isKnown, protocol) = text.ToUpperInvariant() switch
        {
            "UDP" => (true, TransportProtocol.Udp),
            "TCP" => (true, TransportProtocol.Tcp),
            "TLS" => (true, TransportProtocol.Tls),
            _ => (false, default),
        };
        return isKnown;
    }

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        var isBracketed = text.StartsWith('[') && text.EndsWith(']');
        return IPAddress.TryParse(isBracketed ? text[1..^1] : text, out address)
            && isBracketed == (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6);
    }
}
