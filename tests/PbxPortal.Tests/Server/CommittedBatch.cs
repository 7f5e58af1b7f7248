using System.Collections.Immutable;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server;

/// <summary>What one group commit wrote, kept for the test.</summary>
internal sealed record CommittedBatch(
    ImmutableArray<Device> Devices,
    ImmutableArray<Binding> Bindings,
    ImmutableArray<BindingRefresh> Refreshes,
    ImmutableArray<long> RemovedBindings,
    ImmutableArray<Block> Blocks,
    ImmutableArray<long> RemovedBlocks,
    ImmutableArray<long> RemovedDevices,
    ImmutableArray<ActivityEntry> Activity)
{
    public static CommittedBatch Of(StoreBatch batch) => new(
        [.. batch.Devices],
        [.. batch.Bindings],
        [.. batch.Refreshes],
        [.. batch.RemovedBindings],
        [.. batch.Blocks],
        [.. batch.RemovedBlocks],
        [.. batch.RemovedDevices],
        [.. batch.Activity]);
}
