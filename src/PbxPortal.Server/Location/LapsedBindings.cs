using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// Ends the bindings that ran out while nobody served, user by user, some at a time. They never wait in the wheel, which after a
/// long stop would hand out hundreds of thousands in its first moment.
/// </summary>
/// <remarks>
/// Confined to the turn of the location service. Nobody is told that they stand: their time is over for whoever looks. What a phone or an
/// administrator does to such a device in the meantime goes before, for each user is looked at as he is in his turn.
/// </remarks>
internal sealed class LapsedBindings(LocationTable table, DueDevices due, MonotonicClock clock) : LocationChange
{
    /// <summary>So many end in one turn, in a few milliseconds; a REGISTER that comes meanwhile waits for no more.</summary>
    private const int TurnSize = 1024;

    private readonly List<long> _userIds = [];
    private int _first;
    private int _next; // The user after the last one of this turn.
    private bool _isQueued;

    /// <summary>What time has done is true although it cannot be written.</summary>
    public override bool HoldsWithoutStore => true;

    public void Add(long userId) => _userIds.Add(userId);

    /// <summary><c>false</c>: it waits already, or there is nothing more to end.</summary>
    public bool TryQueue()
    {
        var mustQueue = !_isQueued && _first < _userIds.Count;
        _isQueued |= mustQueue;
        return mustQueue;
    }

    public override bool Apply(LocationTransaction transaction)
    {
        _next = _first; // A group that failed is applied again.
        for (var ended = 0; ended < TurnSize && _next < _userIds.Count; _next++)
        {
            ended += transaction.EndExpired(_userIds[_next]);
        }

        return true;
    }

    public override void Complete(Exception? failure, Outbox outbox)
    {
        _isQueued = false;
        if (failure is not null)
        {
            Watch();
        }

        _first = _next;
        if (_first == _userIds.Count)
        {
            _userIds.Clear();
            _userIds.TrimExcess();
            _first = 0;
            _next = 0;
        }
    }

    /// <summary>What did not come to its end in this turn is met by the next tick of the clock.</summary>
    private void Watch()
    {
        for (var i = _first; i < _next; i++)
        {
            foreach (var entry in table.OfUser(_userIds[i])?.Devices ?? [])
            {
                due.Watch(entry, clock.Now, clock.UtcNow);
            }
        }
    }
}
