namespace PbxPortal.Server.Location;

/// <summary>How long each list of a batch was, so that a refused change can be taken out again.</summary>
internal readonly record struct StoreBatchMark(
    int Devices, int Bindings, int Refreshes, int RemovedBindings, int Blocks, int RemovedBlocks, int RemovedDevices, int Activity)
{
    public static StoreBatchMark Of(StoreBatch batch) => new(
        batch.Devices.Count,
        batch.Bindings.Count,
        batch.Refreshes.Count,
        batch.RemovedBindings.Count,
        batch.Blocks.Count,
        batch.RemovedBlocks.Count,
        batch.RemovedDevices.Count,
        batch.Activity.Count);

    public void Truncate(StoreBatch batch)
    {
        Truncate(batch.Devices, Devices);
        Truncate(batch.Bindings, Bindings);
        Truncate(batch.Refreshes, Refreshes);
        Truncate(batch.RemovedBindings, RemovedBindings);
        Truncate(batch.Blocks, Blocks);
        Truncate(batch.RemovedBlocks, RemovedBlocks);
        Truncate(batch.RemovedDevices, RemovedDevices);
        Truncate(batch.Activity, Activity);
    }

    private static void Truncate<T>(List<T> list, int count) => list.RemoveRange(count, list.Count - count);
}
