using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Qualifying;

/// <summary>Tells the viewers of devices about which something is known that no REGISTER said; stores nothing.</summary>
internal sealed class RetellChange(List<DeviceTouch> touched) : LocationChange
{
    public override bool HoldsWithoutStore => true;

    public override bool Apply(LocationTransaction transaction)
    {
        transaction.Touched.AddRange(touched);
        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
    }
}
