using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;

namespace PbxPortal.Server.Location;

/// <summary>What one group commit writes: all of it or nothing.</summary>
/// <remarks>
/// Confined to the location service's loop, which clears and fills it again. The order within a list counts, the order
/// of the lists is the order of the properties here; an id that is removed is never used again, so no list undoes a later one.
/// </remarks>
public sealed class StoreBatch
{
    /// <summary>Devices to insert, or to replace whole by id.</summary>
    public List<Device> Devices { get; } = [];

    /// <summary>Bindings to insert, or to replace whole by id.</summary>
    public List<Binding> Bindings { get; } = [];

    public List<BindingRefresh> Refreshes { get; } = [];

    /// <summary>Ids of bindings that ended.</summary>
    public List<long> RemovedBindings { get; } = [];

    public List<Block> Blocks { get; } = [];

    /// <summary>Ids of blocks that were lifted or ran out.</summary>
    public List<long> RemovedBlocks { get; } = [];

    /// <summary>Ids of devices to forget with all that belongs to them.</summary>
    public List<long> RemovedDevices { get; } = [];

    public List<ActivityEntry> Activity { get; } = [];

    public bool IsEmpty =>
        Devices.Count + Bindings.Count + Refreshes.Count + RemovedBindings.Count + Blocks.Count + RemovedBlocks.Count
        + RemovedDevices.Count + Activity.Count == 0;

    public void Clear()
    {
        Devices.Clear();
        Bindings.Clear();
        Refreshes.Clear();
        RemovedBindings.Clear();
        Blocks.Clear();
        RemovedBlocks.Clear();
        RemovedDevices.Clear();
        Activity.Clear();
    }
}
