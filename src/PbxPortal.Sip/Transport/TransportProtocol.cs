namespace PbxPortal.Sip.Transport;

/// <summary>How a message travels (RFC 3261, 18; RFC 7118 for WebSocket); the stored number is the enum's value.</summary>
public enum TransportProtocol
{
    Udp = 0,
    Tcp = 1,
    Tls = 2,
    Ws = 3,
    Wss = 4,
}
