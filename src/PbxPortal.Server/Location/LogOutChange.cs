using System.Globalization;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>Somebody logs one device out: binding and block change in one commit, then its connection is closed.</summary>
internal sealed class LogOutChange(long deviceId, LogOutOrder order, FlowUse flows) : AwaitedChange<LogOutOutcome?>
{
    private readonly List<Flow> _connections = [];

    public override bool Apply(LocationTransaction transaction)
    {
        Outcome = null;
        _connections.Clear();
        if (transaction.Find(deviceId) is not { } entry)
        {
            return false;
        }

        Outcome = LogOut(transaction, entry);

        // Its other flows too (RFC 5626), or it would go on as if nothing had happened.
        foreach (var flow in transaction.OtherFlowsOf(entry))
        {
            var other = LogOut(transaction, flow);
            Outcome = Outcome with { WasRegistered = Outcome.WasRegistered || other.WasRegistered };
        }

        Outcome = Outcome with { OtherDevices = transaction.CountRegistered(transaction.LocationOf(entry.Device.UserId)) };
        return true;
    }

    protected override void AfterCommit()
    {
        foreach (var connection in _connections)
        {
            // A connection that carries other phones (the second line of an ATA) stays.
            if (Outcome is not null && !connection.IsClosed && !flows.IsUsed(connection))
            {
                connection.Close();
                Outcome = Outcome with { ConnectionWasClosed = true };
            }
        }
    }

    private LogOutOutcome LogOut(LocationTransaction transaction, DeviceEntry entry)
    {
        var binding = transaction.LiveBinding(entry);
        if (binding is { NeedsConnection: true, Connection: { } connection })
        {
            _connections.Add(connection); // Not that of a proxy on the Path.
        }

        var block = order.KeepsOut ? NewBlock(transaction, entry) : null;
        if (binding is not null)
        {
            entry = transaction.End(entry, BindingEnd.ForcedOut, DescribeBlock(block), order.By);
        }

        KeepOut(transaction, entry, block);
        return new LogOutOutcome(binding is not null, ConnectionWasClosed: false, block ?? entry.Block, OtherDevices: 0);
    }

    private static string DescribeBlock(Block? block) => block switch
    {
        null => "",
        { Until: { } until } => string.Create(CultureInfo.InvariantCulture, $"kept out until {until:yyyy-MM-dd HH:mm} UTC"),
        _ => "kept out until somebody allows it",
    };

    private static void KeepOut(LocationTransaction transaction, DeviceEntry entry, Block? block)
    {
        if (block is null)
        {
            return;
        }

        if (entry.Block is { } earlier)
        {
            transaction.Batch.RemoveBlock(earlier.Id);
        }

        if (entry.IsTransient)
        {
            // The block must outlive a restart, and a block needs its device.
            transaction.Batch.Put(entry.Device);
        }

        transaction.Batch.Put(block);
        transaction.Put(entry with { Block = block, Failure = null, IsTransient = false });
    }

    private Block NewBlock(LocationTransaction transaction, DeviceEntry entry) => new(
        transaction.TakeId(),
        entry.Device.Id,
        entry.Device.UserId,
        transaction.UtcNow,
        order.KeepOutFor is { } duration ? transaction.UtcNow + duration : null,
        order.By,
        order.Reason);
}
