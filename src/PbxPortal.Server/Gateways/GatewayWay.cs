using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Gateways;

/// <summary>The way of one request to a gateway.</summary>
/// <param name="Flow"><c>null</c>: there is none.</param>
/// <param name="Hops">The one that it leads to, and those to try when that one fails.</param>
/// <param name="Failure">Why there is none, as part of a sentence; otherwise empty.</param>
/// <remarks>Immutable.</remarks>
internal sealed record GatewayWay(Flow? Flow, ImmutableArray<GatewayHop> Hops, string Failure = "");
