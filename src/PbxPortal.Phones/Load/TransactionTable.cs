using System.Buffers.Text;

namespace PbxPortal.Phones.Load;

/// <summary>The operations under way, found by the branch of their answers, and due for retransmission in order.</summary>
/// <remarks>
/// Confined to the loop of its run. All waits of one length stand in one list, the earliest first, because each wait that starts now
/// ends after those that started before: neither start nor end costs a search.
/// </remarks>
internal sealed class TransactionTable
{
    private const int None = -1;
    private const int SaltDigits = 8;
    private const int SlotDigits = 8;
    private const int SequenceDigits = 8;

    /// <summary>T1, doubled up to T2, which is for ever (RFC 3261, 17.1.2.1 and timer E).</summary>
    private static readonly long[] Waits =
    [
        500 * LoadClock.Millisecond, 1000 * LoadClock.Millisecond, 2000 * LoadClock.Millisecond, 4000 * LoadClock.Millisecond,
    ];

    private readonly LoadTransaction[] _slots;
    private readonly int[] _free;
    private readonly (int First, int Last)[] _waiting = new (int First, int Last)[Waits.Length];
    private readonly uint _salt;
    private int _freeCount;
    private uint _sequence;

    /// <param name="capacity">How many operations may be under way at once.</param>
    /// <param name="salt">Tells this run's branches from those of another.</param>
    public TransactionTable(int capacity, uint salt)
    {
        _slots = new LoadTransaction[capacity];
        _free = new int[capacity];
        _salt = salt;
        _freeCount = capacity;
        for (var slot = 0; slot < capacity; slot++)
        {
            _free[slot] = capacity - 1 - slot;
        }

        Array.Fill(_waiting, (None, None));
    }

    public int ActiveCount => _slots.Length - _freeCount;

    public bool IsFull => _freeCount == 0;

    public int Capacity => _slots.Length;

    public ref LoadTransaction this[int slot] => ref _slots[slot];

    public int Start()
    {
        var slot = _free[--_freeCount];
        _slots[slot] = new LoadTransaction { IsActive = true, Previous = None, Next = None };
        return slot;
    }

    public void End(int slot)
    {
        Unlink(slot);
        _slots[slot].IsActive = false;
        _free[_freeCount++] = slot;
    }

    /// <summary>A new request: it has a branch of its own and is repeated after T1.</summary>
    public void Renew(int slot, long now)
    {
        ref var transaction = ref _slots[slot];
        Unlink(slot);
        transaction.Sequence = ++_sequence;
        transaction.Requests++;
        transaction.Retransmissions = 0;
        transaction.SentAt = now;
        Link(slot, now);
    }

    /// <summary>The same request went out once more.</summary>
    public void Repeat(int slot, long now)
    {
        Unlink(slot);
        _slots[slot].Retransmissions++;
        Link(slot, now);
    }

    /// <summary>One whose wait is over at this time.</summary>
    public bool TryFindDue(long now, out int slot)
    {
        foreach (var (first, _) in _waiting)
        {
            if (first != None && _slots[first].Due <= now)
            {
                slot = first;
                return true;
            }
        }

        slot = None;
        return false;
    }

    /// <summary>When the next wait is over; <see cref="long.MaxValue"/> when nobody waits.</summary>
    public long NextDue()
    {
        var next = long.MaxValue;
        foreach (var (first, _) in _waiting)
        {
            next = first == None ? next : Math.Min(next, _slots[first].Due);
        }

        return next;
    }

    /// <summary>The magic cookie, then whose run, which slot and which of its requests (RFC 3261, 8.1.1.7).</summary>
    public void WriteBranch(ref WireText wire, int slot)
    {
        wire.Add("z9hG4bK"u8);
        wire.AddHex(_salt, SaltDigits);
        wire.AddHex((uint)slot, SlotDigits);
        wire.AddHex(_slots[slot].Sequence, SequenceDigits);
    }

    /// <summary>The operation that waits for an answer with this branch.</summary>
    public bool TryFind(ReadOnlySpan<byte> branch, out int slot)
    {
        slot = None;
        Span<byte> own = stackalloc byte[64];
        if (branch.Length != 7 + SaltDigits + SlotDigits + SequenceDigits
            || !Utf8Parser.TryParse(branch.Slice(7 + SaltDigits, SlotDigits), out uint number, out _, 'x')
            || number >= _slots.Length
            || !_slots[number].IsActive)
        {
            return false;
        }

        var text = new WireText(own);
        WriteBranch(ref text, (int)number);
        slot = (int)number;
        return text.Written.SequenceEqual(branch);
    }

    private void Link(int slot, long now)
    {
        ref var transaction = ref _slots[slot];
        ref var list = ref _waiting[ListOf(transaction)];
        transaction.Due = now + Waits[ListOf(transaction)];
        transaction.Previous = list.Last;
        transaction.Next = None;
        if (list.Last == None)
        {
            list.First = slot;
        }
        else
        {
            _slots[list.Last].Next = slot;
        }

        list.Last = slot;
    }

    private void Unlink(int slot)
    {
        ref var transaction = ref _slots[slot];
        if (transaction.Requests == 0)
        {
            return; // It has sent nothing yet, so it stands in no list.
        }

        ref var list = ref _waiting[ListOf(transaction)];
        if (transaction.Previous == None)
        {
            list.First = transaction.Next;
        }
        else
        {
            _slots[transaction.Previous].Next = transaction.Next;
        }

        if (transaction.Next == None)
        {
            list.Last = transaction.Previous;
        }
        else
        {
            _slots[transaction.Next].Previous = transaction.Previous;
        }
    }

    private static int ListOf(in LoadTransaction transaction) => Math.Min(transaction.Retransmissions, Waits.Length - 1);
}
