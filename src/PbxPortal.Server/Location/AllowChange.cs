using PbxPortal.Server.Activity;

namespace PbxPortal.Server.Location;

/// <summary>Somebody lifts the block of a device.</summary>
internal sealed class AllowChange(long deviceId, string by) : AwaitedChange<bool>
{
    public override bool Apply(LocationTransaction transaction)
    {
        Outcome = false;
        if (transaction.Find(deviceId) is not { Block: { } block } entry)
        {
            return false;
        }

        Lift(transaction, entry, block);
        foreach (var flow in transaction.OtherFlowsOf(entry))
        {
            if (flow.Block is { } other)
            {
                Lift(transaction, flow, other);
            }
        }

        Outcome = true;
        return true;
    }

    private void Lift(LocationTransaction transaction, DeviceEntry entry, Block block)
    {
        transaction.Batch.RemoveBlock(block.Id);
        transaction.Record(ActivityKind.Allowed, entry.Device, entry.Binding, actor: by);
        transaction.Put(entry with { Block = null, Failure = null });
    }
}
