using System.Collections.Immutable;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server;

/// <summary>What one group commit wrote, kept for the test.</summary>
internal sealed record CommittedBatch(
    ImmutableArray<Device> Devices,
    ImmutableArray<Binding> Bindings,
    ImmutableArray<Lease> Refreshes,
    ImmutableArray<long> RemovedBindings,
    ImmutableArray<Block> Blocks,
    ImmutableArray<long> RemovedBlocks,
    ImmutableArray<long> RemovedDevices,
    ImmutableArray<ActivityEntry> Activity)
{
    public static CommittedBatch Of(StoreBatch batch)
    {
        var writes = batch.Writes.ToArray();
        return new CommittedBatch(
            ValuesOf<Device>(writes),
            ValuesOf<Binding>(writes),
            [.. Of(StoreWriteKind.Refresh, writes).Select(write => write.Lease)],
            IdsOf(StoreWriteKind.RemoveBinding, writes),
            ValuesOf<Block>(writes),
            IdsOf(StoreWriteKind.RemoveBlock, writes),
            IdsOf(StoreWriteKind.RemoveDevice, writes),
            [.. Of(StoreWriteKind.AddActivity, writes).Select(write => batch.EventOf(write).ToEntry())]);
    }

    private static IEnumerable<StoreWrite> Of(StoreWriteKind kind, StoreWrite[] writes) => writes.Where(write => write.Kind == kind);

    private static ImmutableArray<long> IdsOf(StoreWriteKind kind, StoreWrite[] writes) =>
        [.. Of(kind, writes).Select(write => write.Id)];

    private static ImmutableArray<T> ValuesOf<T>(StoreWrite[] writes) => [.. writes.Select(write => write.Value).OfType<T>()];
}
