using PbxPortal.Server.Location;

namespace PbxPortal.Server.Subscriptions;

/// <summary>What a document says of one contact.</summary>
/// <param name="Id">The same in all documents for the same contact of the same device.</param>
/// <param name="IsActive">Whether it is bound.</param>
/// <param name="RetryAfter">Seconds; with <see cref="ContactEvent.Probation"/> only.</param>
/// <remarks>Immutable.</remarks>
internal sealed record ContactReport(
    string Id, bool IsActive, ContactEvent Event, Binding Binding, Lease Lease, int? RetryAfter = null);
