namespace PbxPortal.Server.Activity;

/// <summary>What one viewer has not taken yet: the latest state per device, so that a slow viewer costs no more than the devices.</summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class FeedSubscription(Func<long, bool> sees) : IDisposable
{
    /// <summary>Beyond this a fresh snapshot is cheaper than the changes.</summary>
    private const int MaxPending = 20_000;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private Dictionary<long, DeviceState?> _pending = [];
    private bool _hasOverflowed;
    private bool _isGone;
    private long _sequence;

    public bool Sees(long domainId) => sees(domainId);

    /// <param name="deviceId">Which device changed.</param>
    /// <param name="state"><c>null</c>: the device is gone for good.</param>
    /// <param name="sequence">The number of the event.</param>
    public void Offer(long deviceId, DeviceState? state, long sequence)
    {
        if (state is not null && !sees(state.DomainId))
        {
            return;
        }

        lock (_gate)
        {
            if (_hasOverflowed || _isGone)
            {
                return; // The publisher may still hold a list with a viewer who has left.
            }

            _sequence = Math.Max(_sequence, sequence);
            _pending[deviceId] = state;
            if (_pending.Count > MaxPending)
            {
                _hasOverflowed = true;
                _pending = [];
            }

            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    /// <summary>A snapshot may hold more than the news that wait already: the numbers must not go back behind it.</summary>
    public void NoteSnapshot(long sequence)
    {
        lock (_gate)
        {
            _sequence = Math.Max(_sequence, sequence);
        }
    }

    /// <summary>Until there is something to take.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(cancellationToken);
        return true;
    }

    /// <summary><c>null</c>: too much has gathered; take a snapshot.</summary>
    public FeedBatch? TakeOrOverflow()
    {
        Dictionary<long, DeviceState?> taken;
        long sequence;
        lock (_gate)
        {
            if (_hasOverflowed)
            {
                _hasOverflowed = false;
                return null;
            }

            sequence = _sequence;
            taken = _pending;
            _pending = [];
        }

        var changed = new List<DeviceState>(taken.Count);
        var removed = new List<long>();
        foreach (var (deviceId, state) in taken)
        {
            if (state is null)
            {
                removed.Add(deviceId);
            }
            else
            {
                changed.Add(state);
            }
        }

        return new FeedBatch(sequence, IsReset: false, changed, removed);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isGone = true;
            _signal.Dispose();
        }
    }
}
