using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>A connection has ended: its bindings cannot be reached any more, and end when nobody comes back in time.</summary>
/// <param name="flowId">Which connection; <c>null</c>: all that have ended, as when more ended at once than could be queued.</param>
/// <param name="grace">Milliseconds for which the bindings wait for their devices.</param>
internal sealed class ConnectionLossChange(long? flowId, FlowUse flows, long grace) : LocationChange
{
    /// <summary>The connection is gone whatever the disk does, and nothing is written: after a restart no connection is left.</summary>
    public override bool HoldsWithoutStore => true;

    public override bool Apply(LocationTransaction transaction)
    {
        foreach (var deviceId in flowId is { } id ? flows.DevicesOf(id) : flows.AllDevices)
        {
            if (transaction.Find(deviceId) is { Binding: { NeedsConnection: true, Connection.IsClosed: true } binding } entry)
            {
                transaction.Disconnect(
                    entry, binding, ConnectionLoss.Of(binding, transaction.UtcNow, transaction.Now, grace, "connection lost"));
            }
        }

        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
    }
}
