using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Gateways;

/// <summary>One place where a gateway is reached (RFC 3263, 4.2).</summary>
/// <param name="Protocol">UDP, TCP or TLS.</param>
/// <param name="Peer">Address and port.</param>
/// <param name="Host">What the settings call the gateway, and its certificate must say; what DNS says in between counts for nothing (RFC 5922, 7.2).</param>
public readonly record struct GatewayHop(TransportProtocol Protocol, PeerAddress Peer, string Host)
{
    public override string ToString() => $"{Protocol.ToString().ToLowerInvariant()}:{Peer}";
}
