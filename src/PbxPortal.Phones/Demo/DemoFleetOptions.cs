using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Demo;

/// <summary>Where the demo's phones register, and as whom.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DemoFleetOptions
{
    /// <summary>An address of this machine; the demo never leaves it.</summary>
    public required IPEndPoint UdpRegistrar { get; init; }

    /// <summary><c>null</c> when the server does not listen on TCP; all phones then speak UDP.</summary>
    public IPEndPoint? TcpRegistrar { get; init; }

    /// <summary><c>null</c> when the server does not listen with TLS; no phone is then encrypted.</summary>
    public IPEndPoint? TlsRegistrar { get; init; }

    /// <summary>Where the server takes WebSockets; <c>null</c>: there are no phones in browsers.</summary>
    public IPEndPoint? WebSocketRegistrar { get; init; }

    public string Domain { get; init; } = DemoUsers.Domain;

    public required IReadOnlyList<DemoUser> Users { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Another seed gives other phones to the same users.</summary>
    public int Seed { get; init; } = 1;

    internal IPEndPoint RegistrarFor(TransportProtocol transport) => transport switch
    {
        TransportProtocol.Tcp => TcpRegistrar,
        TransportProtocol.Tls => TlsRegistrar,
        TransportProtocol.Ws => WebSocketRegistrar,
        _ => null,
    } ?? UdpRegistrar;
}
