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

        transaction.Batch.RemoveBlock(block.Id);
        transaction.Record(ActivityKind.Allowed, entry.Device, entry.Source, actor: by);
        transaction.Put(entry with { Block = null, Failure = null });
        Outcome = true;
        return true;
    }
}
