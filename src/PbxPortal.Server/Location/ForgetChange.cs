namespace PbxPortal.Server.Location;

/// <summary>Drops a device that is not registered; its block goes with it.</summary>
internal sealed class ForgetChange(long deviceId) : AwaitedChange<bool>
{
    public override bool Apply(LocationTransaction transaction)
    {
        Outcome = false;
        if (transaction.Find(deviceId) is not { } entry || transaction.LiveBinding(entry) is not null)
        {
            return false;
        }

        if (!entry.IsTransient)
        {
            transaction.Batch.RemoveDevice(deviceId);
        }

        transaction.Remove(entry);
        Outcome = true;
        return true;
    }
}
