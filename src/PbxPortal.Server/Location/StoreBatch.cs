using System.Runtime.InteropServices;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Location;

/// <summary>What one group commit writes, line by line in the order in which it happened: all of it or nothing.</summary>
/// <remarks>Confined to the turn of the location service, in which it is cleared and filled again. An id that is removed is never used again.</remarks>
public sealed class StoreBatch
{
    private readonly List<StoreWrite> _writes = [];
    private readonly List<DeviceEvent> _events = []; // In the order of their lines.

    public int Count => _writes.Count;

    public bool IsEmpty => _writes.Count == 0;

    /// <summary>Valid until the batch changes.</summary>
    public ReadOnlySpan<StoreWrite> Writes => CollectionsMarshal.AsSpan(_writes);

    public void Put(Device device) => _writes.Add(new StoreWrite(StoreWriteKind.PutDevice, device.Id, device, default));

    public void Put(Binding binding) => _writes.Add(new StoreWrite(StoreWriteKind.PutBinding, binding.Id, binding, binding.Lease));

    public void Put(Block block) => _writes.Add(new StoreWrite(StoreWriteKind.PutBlock, block.Id, block, default));

    /// <param name="domain">In whose statistics the refresh counts; <c>null</c>: in nobody's, for the user has gone.</param>
    public void Refresh(long bindingId, Domain? domain, in Lease lease) =>
        _writes.Add(new StoreWrite(StoreWriteKind.Refresh, bindingId, domain, lease));

    public void RemoveBinding(long id) => Remove(StoreWriteKind.RemoveBinding, id);

    public void RemoveBlock(long id) => Remove(StoreWriteKind.RemoveBlock, id);

    public void RemoveDevice(long id) => Remove(StoreWriteKind.RemoveDevice, id);

    public void Add(in DeviceEvent happened)
    {
        _writes.Add(new StoreWrite(StoreWriteKind.AddActivity, _events.Count, Value: null, default));
        _events.Add(happened);
    }

    /// <summary>What a line of the kind <see cref="StoreWriteKind.AddActivity"/> tells. Valid until the batch changes.</summary>
    public ref readonly DeviceEvent EventOf(in StoreWrite write) => ref CollectionsMarshal.AsSpan(_events)[(int)write.Id];

    /// <summary>Takes out again what was written since the batch had <paramref name="count"/> lines.</summary>
    public void Truncate(int count)
    {
        foreach (ref readonly var write in Writes[count..])
        {
            if (write.Kind == StoreWriteKind.AddActivity)
            {
                _events.RemoveRange((int)write.Id, _events.Count - (int)write.Id); // With all later ones.
                break;
            }
        }

        _writes.RemoveRange(count, _writes.Count - count);
    }

    public void Append(StoreBatch later)
    {
        var first = _writes.Count;
        _writes.AddRange(later._writes);
        Shift(first, later._writes.Count, _events.Count);
        _events.AddRange(later._events);
    }

    /// <summary>Puts in front what happened before all that is in this batch.</summary>
    public void Prepend(StoreBatch earlier)
    {
        Shift(0, _writes.Count, earlier._events.Count);
        _writes.InsertRange(0, earlier._writes);
        _events.InsertRange(0, earlier._events);
    }

    public void Clear()
    {
        _writes.Clear();
        _events.Clear();
    }

    /// <summary>So many events stand before those of these lines now.</summary>
    private void Shift(int start, int count, int events)
    {
        foreach (ref var write in CollectionsMarshal.AsSpan(_writes).Slice(start, count))
        {
            if (write.Kind == StoreWriteKind.AddActivity)
            {
                write = write with { Id = write.Id + events };
            }
        }
    }

    private void Remove(StoreWriteKind kind, long id) => _writes.Add(new StoreWrite(kind, id, Value: null, default));
}
