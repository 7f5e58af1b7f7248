using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Requests;

/// <summary>How a transport is written in the Via and the Contact of our requests (RFC 3261, 20.42 and 19.1.1; RFC 7118, 5.1).</summary>
internal static class TransportTexts
{
    public static ReadOnlySpan<byte> ViaOf(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => "UDP"u8,
        TransportProtocol.Tcp => "TCP"u8,
        TransportProtocol.Tls => "TLS"u8,
        TransportProtocol.Ws => "WS"u8,
        _ => "WSS"u8,
    };

    /// <summary>UDP is what a URI without the parameter means.</summary>
    public static ReadOnlySpan<byte> ParameterOf(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => default,
        TransportProtocol.Tcp => ";transport=tcp"u8,
        TransportProtocol.Tls => ";transport=tls"u8,
        _ => ";transport=ws"u8, // Of both kinds of WebSocket (RFC 7118, 5.2.1).
    };
}
