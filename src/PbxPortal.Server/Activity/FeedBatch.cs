namespace PbxPortal.Server.Activity;

/// <summary>What a viewer has not seen yet, latest state per device.</summary>
/// <param name="Sequence">The number of the last event that the batch covers.</param>
/// <param name="IsReset">The viewer fell too far behind, or just began: drop every row and take <paramref name="Changed"/> as all there is.</param>
/// <param name="Changed">Devices that are new or changed.</param>
/// <param name="Removed">Ids of devices that are gone for good (forgotten, or their user deleted).</param>
public sealed record FeedBatch(
    long Sequence, bool IsReset, IReadOnlyList<DeviceState> Changed, IReadOnlyList<long> Removed);
