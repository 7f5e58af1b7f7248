using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>Somebody names a device or overrules its class.</summary>
internal sealed class EditChange(long deviceId, DeviceEdit edit) : AwaitedChange<bool>
{
    public override bool Apply(LocationTransaction transaction)
    {
        Outcome = false;
        if (transaction.Find(deviceId) is not { } entry)
        {
            return false;
        }

        var device = entry.Device with
        {
            Name = edit.Name,
            Remark = edit.Remark,
            Class = edit.Class ?? ClassOf(entry),
            ClassIsOverruled = edit.Class is not null,
        };
        transaction.Batch.Put(device);
        transaction.Put(entry with { Device = device, IsTransient = false });
        Outcome = true;
        return true;
    }

    private static DeviceClass ClassOf(DeviceEntry entry) => DeviceClassifier.Classify(
        entry.Device.UserAgent,
        entry.Binding?.Transport ?? TransportProtocol.Udp,
        entry.ContactUri).Class;
}
