using PbxPortal.Server.Location;

namespace PbxPortal.Server.Subscriptions;

/// <summary>A contact as the subscriber knows it.</summary>
/// <remarks>Immutable. The lease is kept beside the binding, which takes the next one in place.</remarks>
internal sealed record ReportedContact(Binding Binding, Lease Lease);
