using PbxPortal.Sip.Transport;

namespace PbxPortal.Components.Display;

/// <summary>How a transport is called, and whether nobody can read along.</summary>
public static class TransportDisplay
{
    public static string WordOf(TransportProtocol? transport) => transport switch
    {
        TransportProtocol.Udp => "UDP",
        TransportProtocol.Tcp => "TCP",
        TransportProtocol.Tls => "TLS",
        TransportProtocol.Ws => "WS",
        TransportProtocol.Wss => "WSS",
        _ => "",
    };

    public static bool IsEncrypted(TransportProtocol? transport) => transport is TransportProtocol.Tls or TransportProtocol.Wss;
}
