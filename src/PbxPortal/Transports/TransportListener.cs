using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>One transport that phones may use.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Protocol">What is spoken there.</param>
/// <param name="Addresses">Where, as one writes it, for example <c>0.0.0.0:5061</c> or <c>wss://pbx.example.com/sip</c>.</param>
/// <param name="Connections">Connections now; <c>null</c> for UDP, which has none.</param>
/// <param name="Accepted">Connections since the start; <c>null</c> for UDP.</param>
public sealed record TransportListener(TransportProtocol Protocol, ImmutableArray<string> Addresses, int? Connections, long? Accepted);
