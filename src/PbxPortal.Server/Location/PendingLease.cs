namespace PbxPortal.Server.Location;

/// <summary>A lease that a group has granted and not committed yet.</summary>
/// <param name="Entry">Whose binding it is.</param>
/// <param name="Previous">The <see cref="Binding.PendingLease"/> before, for taking it back.</param>
internal readonly record struct PendingLease(DeviceEntry Entry, Binding Binding, Lease Lease, int Previous);
