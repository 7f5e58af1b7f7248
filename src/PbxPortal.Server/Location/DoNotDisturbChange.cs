namespace PbxPortal.Server.Location;

/// <summary>Somebody wants no calls on a device, or wants them again. Of a phone with several flows (RFC 5626) all rows follow.</summary>
internal sealed class DoNotDisturbChange(long deviceId, bool isOn) : AwaitedChange<bool>
{
    public override bool Apply(LocationTransaction transaction)
    {
        Outcome = false;
        if (transaction.Find(deviceId) is not { } found)
        {
            return false;
        }

        foreach (var entry in transaction.OtherFlowsOf(found).Prepend(found).ToList())
        {
            var device = entry.Device with { DoNotDisturb = isOn };
            transaction.Batch.Put(device);
            transaction.Put(entry with { Device = device, IsTransient = false });
        }

        Outcome = true;
        return true;
    }
}
