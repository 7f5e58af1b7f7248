using System.Net;

namespace PbxPortal.Phones;

/// <summary>What somebody wants a phone to do; <paramref name="Done"/> gets the state that it ended in.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Done">Completed when it is done.</param>
/// <param name="To">Where a phone moves to; <c>null</c> for other orders.</param>
internal sealed record PhoneOrder(PhoneOrderKind Kind, TaskCompletionSource<PhoneState> Done, IPEndPoint? To = null);
