using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>What time does to devices: bindings expire, refreshes become late, blocks end, old failures are forgotten.</summary>
/// <remarks>
/// Confined to the turn of the location service, but for <see cref="TryQueueTick"/>. It is itself the change that a tick queues, one
/// at a time.
/// </remarks>
internal sealed class DueDevices(MonotonicClock clock, LocationTable table) : LocationChange
{
    /// <summary>
    /// So many are looked at in one turn, a few milliseconds of work: when all phones fall silent at once, or after a long stop,
    /// hundreds of thousands are due in the same moment, and a REGISTER must not wait for them.
    /// </summary>
    private const int TurnSize = 512;

    private readonly ExpiryWheel _wheel = new(clock.Now);
    private readonly Queue<ExpiryWheel.Entry> _met = [];
    private readonly List<long> _due = [];
    private int _isQueued;

    /// <summary>Time that has run out does not wait for the disk.</summary>
    public override bool HoldsWithoutStore => true;

    public int WaitingCount => _wheel.Count + _met.Count;

    /// <summary>Whether more is due than was looked at in the last turn.</summary>
    public bool HasMore => _met.Count > 0;

    /// <summary><c>false</c> while the last tick still waits.</summary>
    public bool TryQueueTick() => Interlocked.Exchange(ref _isQueued, 1) == 0;

    /// <summary>Sees to it that the device is looked at when its next moment comes.</summary>
    /// <param name="now">Milliseconds on the monotonic clock.</param>
    public void Watch(DeviceEntry entry, long now, DateTimeOffset utcNow)
    {
        // A refresh moves the moment away: the earlier one stays, is met, and waits again then. So most refreshes add nothing here.
        if (DeviceMoments.Next(entry, now, utcNow) is { } moment && moment < entry.Watch.QueuedFor)
        {
            entry.Watch.QueuedFor = moment;
            _wheel.Add(entry.Device.Id, moment);
        }
    }

    public override bool Apply(LocationTransaction transaction)
    {
        _wheel.Advance(transaction.Now, _met);
        while (_due.Count < TurnSize && _met.TryDequeue(out var met))
        {
            // An entry that an earlier moment has overtaken is let go, or each would wait again for ever. The committed entry is
            // asked: what this group does to it may yet come to nothing.
            if (table.Find(met.DeviceId) is { } entry && entry.Watch.QueuedFor == met.DueAt)
            {
                entry.Watch.QueuedFor = long.MaxValue;
                _due.Add(met.DeviceId);
            }
        }

        // Kept until Complete: a group commit that failed applies the change again.
        foreach (var deviceId in _due)
        {
            if (transaction.Find(deviceId) is { } entry)
            {
                Look(transaction, entry);
            }
        }

        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
        foreach (var deviceId in _due)
        {
            // Also when nothing came of it: what is due still is met by the next tick.
            if (table.Find(deviceId) is { } entry)
            {
                Watch(entry, clock.Now, clock.UtcNow);
            }
        }

        _due.Clear();
        if (_met.Count == 0 && _met.Capacity > TurnSize)
        {
            _met.TrimExcess();
        }

        Volatile.Write(ref _isQueued, 0);
    }

    private static void Look(LocationTransaction transaction, DeviceEntry entry)
    {
        var now = transaction.Now;
        if (entry.Binding is not null && transaction.LiveBinding(entry) is null)
        {
            entry = transaction.End(entry, BindingEnd.Expired);
        }
        else if (entry.Binding is { Loss: { } loss })
        {
            entry = loss.EndsAt <= now ? transaction.End(entry, BindingEnd.ConnectionLost, "the device did not come back") : entry;
        }
        else if (entry.Binding is { } binding && DeviceMoments.LateAt(transaction.LeaseOf(binding)) <= now)
        {
            transaction.Put(entry with { }); // Nothing to store: the viewers learn that it is late.
        }

        if (entry.Block is { } block && !block.IsInForce(transaction.UtcNow))
        {
            transaction.Batch.RemoveBlock(block.Id);
            entry = entry with { Block = null };
            transaction.Put(entry);
        }

        if (entry.Failure is { } failure && failure.LastDeadline <= now)
        {
            Forgive(transaction, entry);
        }
    }

    private static void Forgive(LocationTransaction transaction, DeviceEntry entry)
    {
        var forgiven = entry with { Failure = null };
        if (forgiven is { IsTransient: true, Block: null })
        {
            transaction.Remove(entry);
        }
        else
        {
            transaction.Put(forgiven);
        }
    }
}
