using System.Runtime.InteropServices;

namespace PbxPortal.Server.Authentication;

/// <summary>How nonces were used, by their keys: open addressing with 20 bytes a slot, which are kept for the next ones when it is cleared.</summary>
/// <remarks>
/// Not thread-safe. The keys are a keyed hash already, so their bits are taken as they are. A value that is changed in place, so that
/// the way to a slot passes no object but the slots: each is one more wait for the memory, in every request.
/// </remarks>
internal struct NonceTable
{
    private const int LeastSlots = 4;
    private Slot[]? _slots; // Null: none yet.
    private int _count;

    internal readonly int SlotCount => _slots?.Length ?? 0;

    /// <summary>The use that is noted for a nonce, to be set by the caller where there was none. Holds until the next call.</summary>
    public ref NonceUse FindOrAdd(ulong nonce, out bool exists)
    {
        if (_slots is not { } slots || _count >= slots.Length / 4 * 3)
        {
            slots = Resize(Math.Max(LeastSlots, SlotCount * 2));
        }

        ref var slot = ref SlotOf(slots, KeyOf(nonce));
        exists = slot.Key != 0;
        if (!exists)
        {
            slot.Key = KeyOf(nonce);
            _count++;
        }

        return ref slot.Use;
    }

    public readonly bool TryFind(ulong nonce, out NonceUse use)
    {
        use = default;
        if (_count == 0 || _slots is not { } slots)
        {
            return false;
        }

        ref readonly var slot = ref SlotOf(slots, KeyOf(nonce));
        use = slot.Use;
        return slot.Key != 0;
    }

    /// <summary>Forgets all, and gives up the slots when few were needed: a storm must not hold its memory for ever.</summary>
    public void Clear()
    {
        if (_count < SlotCount / 8)
        {
            _slots = null;
        }
        else if (_slots is not null)
        {
            Array.Clear(_slots);
        }

        _count = 0;
    }

    /// <summary>0 marks a free slot.</summary>
    private static ulong KeyOf(ulong nonce) => nonce | 1;

    /// <summary>Where the key stands, or the free slot where it would.</summary>
    private static ref Slot SlotOf(Slot[] slots, ulong key)
    {
        var mask = slots.Length - 1;
        var index = (int)(key >> 1) & mask;
        while (slots[index].Key != 0 && slots[index].Key != key)
        {
            index = (index + 1) & mask;
        }

        return ref slots[index];
    }

    private Slot[] Resize(int length)
    {
        var slots = new Slot[length];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Key != 0)
            {
                SlotOf(slots, slot.Key) = slot;
            }
        }

        return _slots = slots;
    }

    [StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]
    private struct Slot
    {
        public ulong Key;
        public NonceUse Use;
    }
}
