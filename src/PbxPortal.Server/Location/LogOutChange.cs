using System.Globalization;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>Somebody logs one device out: binding and block change in one commit, then its connection is closed.</summary>
internal sealed class LogOutChange(long deviceId, LogOutOrder order, FlowUse flows) : AwaitedChange<LogOutOutcome?>
{
    private Flow? _flow;

    public override bool Apply(LocationTransaction transaction)
    {
        Outcome = null;
        if (transaction.Find(deviceId) is not { } entry)
        {
            return false;
        }

        var binding = transaction.LiveBinding(entry);
        _flow = binding is { NeedsConnection: true } ? binding.Connection : null; // Not that of a proxy on the Path.
        var block = order.KeepsOut ? NewBlock(transaction, entry) : null;
        if (binding is not null)
        {
            entry = transaction.End(entry, BindingEnd.ForcedOut, DescribeBlock(block), order.By);
        }

        KeepOut(transaction, entry, block);
        Outcome = new LogOutOutcome(
            binding is not null,
            ConnectionWasClosed: false,
            block ?? entry.Block,
            transaction.CountRegistered(transaction.LocationOf(entry.Device.UserId)));
        return true;
    }

    protected override void AfterCommit()
    {
        // A connection that carries other phones (an edge proxy, the second line of an ATA) stays.
        if (Outcome is not null && _flow is { IsClosed: false } flow && !flows.IsUsed(flow))
        {
            flow.Close();
            Outcome = Outcome with { ConnectionWasClosed = true };
        }
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
        deviceId,
        entry.Device.UserId,
        transaction.UtcNow,
        order.KeepOutFor is { } duration ? transaction.UtcNow + duration : null,
        order.By,
        order.Reason);
}
