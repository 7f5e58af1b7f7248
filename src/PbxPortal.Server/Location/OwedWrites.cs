namespace PbxPortal.Server.Location;

/// <summary>What time alone has changed while the store could not write; goes along with the next commit.</summary>
/// <remarks>Confined to the location service's loop. Bounded by the number of bindings that can expire.</remarks>
internal sealed class OwedWrites
{
    private readonly StoreBatch _owed = new();

    public bool IsEmpty => _owed.IsEmpty;

    public void Keep(StoreBatch batch) => Copy(batch, _owed);

    public void PutInto(StoreBatch batch) => Copy(_owed, batch);

    public void Clear() => _owed.Clear();

    private static void Copy(StoreBatch from, StoreBatch to)
    {
        // In front: what is owed happened before what the group did.
        to.Devices.InsertRange(0, from.Devices);
        to.RemovedBindings.InsertRange(0, from.RemovedBindings);
        to.RemovedBlocks.InsertRange(0, from.RemovedBlocks);
        to.RemovedDevices.InsertRange(0, from.RemovedDevices);
        to.Activity.InsertRange(0, from.Activity);
    }
}
