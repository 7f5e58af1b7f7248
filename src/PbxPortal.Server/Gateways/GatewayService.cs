using System.Collections.Immutable;

namespace PbxPortal.Server.Gateways;

/// <summary>One SRV record of a gateway with all addresses of its target; without SRV records the only one.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record GatewayService(int Priority, int Weight, ImmutableArray<GatewayHop> Hops);
