using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>What a flow token says: how the flow is found again (RFC 5626, 5.3).</summary>
/// <param name="Protocol">Of the flow.</param>
/// <param name="Peer">Who is at its other end.</param>
/// <param name="Socket">Which UDP socket, as <see cref="FlowTable.SocketOf"/> counts; the same after a restart.</param>
/// <param name="Run">Which run of the program has given <paramref name="FlowId"/>.</param>
/// <param name="FlowId">Which connection.</param>
/// <param name="DeviceId">Whose flow it is; 0: no registered device's.</param>
/// <remarks>Immutable.</remarks>
internal readonly record struct FlowNote(
    TransportProtocol Protocol, PeerAddress Peer, uint Socket, uint Run, long FlowId, long DeviceId);
