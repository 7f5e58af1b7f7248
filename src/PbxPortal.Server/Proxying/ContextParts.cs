using PbxPortal.Server.Gateways;
using PbxPortal.Server.Push;

namespace PbxPortal.Server.Proxying;

/// <summary>What every response context works with.</summary>
/// <param name="Sender">Sends the copies.</param>
/// <param name="Forwards">Says where a device sends a call on to.</param>
/// <param name="Waker">Wakes devices.</param>
/// <param name="Gateways">Finds the ways to gateways.</param>
/// <param name="Ringing">Brings the devices that register while it rings.</param>
/// <remarks>Immutable.</remarks>
internal sealed record ContextParts(BranchSender Sender, ForwardFinder Forwards, PushWaker Waker, GatewayFlows Gateways, RingingUsers Ringing);
