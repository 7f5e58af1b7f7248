namespace PbxPortal.Server.Location;

/// <summary>One line of what a group commit writes.</summary>
/// <param name="Id">Of the device, binding or block; of an event its place in the batch, see <see cref="StoreBatch.EventOf"/>.</param>
/// <param name="Value">
/// The <c>Device</c>, <c>Binding</c> or <c>Block</c>; of a refresh the <c>Domain</c> that counts it; <c>null</c> where the id says all.
/// </param>
/// <param name="Lease">Of a binding or a refresh.</param>
public readonly record struct StoreWrite(StoreWriteKind Kind, long Id, object? Value, Lease Lease);
