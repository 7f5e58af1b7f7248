using PbxPortal.Server.Location;

namespace PbxPortal.Server.Subscriptions;

/// <summary>What a document says of one contact.</summary>
/// <param name="Id">The same in all documents for the same contact of the same device.</param>
/// <param name="IsActive">Whether it is bound.</param>
/// <param name="RetryAfter">Seconds; with <see cref="ContactEvent.Probation"/> only.</param>
/// <param name="Latest">The binding of the same instance that was refreshed last, whose temporary GRUU it is; <c>null</c>: it has none.</param>
/// <remarks>Immutable.</remarks>
internal sealed record ContactReport(
    string Id, bool IsActive, ContactEvent Event, Binding Binding, Lease Lease, int? RetryAfter = null, Binding? Latest = null);
