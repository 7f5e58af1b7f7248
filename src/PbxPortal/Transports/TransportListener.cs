using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>One address on which phones are heard.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Protocol">What is spoken there.</param>
/// <param name="Address">As one writes it, for example <c>0.0.0.0:5061</c> or <c>wss://pbx.example.com/sip</c>.</param>
/// <param name="Connections">Connections of this transport now; <c>null</c> for UDP, which has none.</param>
/// <param name="Accepted">Connections of this transport since the start; <c>null</c> for UDP.</param>
public sealed record TransportListener(TransportProtocol Protocol, string Address, int? Connections, long? Accepted);
