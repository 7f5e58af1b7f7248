namespace PbxPortal.Sip.Transport;

/// <summary>How messages travel: the transport of a Via (RFC 3261, 18; RFC 7118).</summary>
public enum TransportProtocol : byte
{
    Udp,
    Tcp,
    Tls,
    Ws,
    Wss,
}
