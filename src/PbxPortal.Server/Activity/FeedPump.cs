using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Activity;

/// <summary>Makes news out of touched devices, once for all viewers, as often as their share of the processor allows.</summary>
/// <remarks>Confined to one loop, which the feed runs while somebody watches.</remarks>
internal sealed class FeedPump(
    TouchRing ring,
    DeviceStateReader reader,
    UserDirectory directory,
    DepartedUsers departed,
    ViewerShare share,
    TimeProvider timeProvider)
{
    /// <summary>
    /// The shortest time between two news. A page draws five times a second, so more would be made in vain; and it takes what is
    /// newest when its own pause ends, so less would add to the time from event to pixel.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<long, long> _touched = [];
    private long _position;
    private bool _hasMissed;

    /// <summary>What was touched before this does not count: those who begin to watch now have yet to read the table.</summary>
    public void Begin()
    {
        _position = ring.Written;
        _touched.Clear();
        _hasMissed = false;
    }

    /// <summary>Until there is something to tell: at once after a pause in which something was touched.</summary>
    public Task WaitAsync() => _touched.Count > 0 || _hasMissed ? Task.CompletedTask : ring.WaitBeyondAsync(_position);

    /// <summary>Waits until the pump may work again, and meanwhile empties the ring, so that it needs to be no larger.</summary>
    public async Task PauseAfterAsync(TimeSpan work)
    {
        var left = share.PauseAfter(work);
        for (; left > Interval; left -= Interval)
        {
            await Task.Delay(Interval, timeProvider);
            Gather();
        }

        await Task.Delay(Interval, timeProvider); // The rest of the pause, rounded up, and never less than this.
    }

    /// <summary>The news since the last; made of the table as it stands now.</summary>
    public FeedNews Make()
    {
        Gather();
        var sequence = _position; // The table is read after it: it holds at least this much.
        if (_hasMissed)
        {
            _hasMissed = false;
            return new FeedNews(sequence, isReset: true, reader.All(_ => true), []);
        }

        var changed = new List<DeviceState>(_touched.Count);
        var removed = new List<DeviceRemoval>();
        foreach (var (deviceId, userId) in _touched)
        {
            var user = directory.FindUser(userId);
            if (user is not null && reader.Find(user, deviceId) is { } state)
            {
                changed.Add(state);
            }
            else
            {
                removed.Add(new DeviceRemoval(deviceId, user?.Domain.Id ?? departed.DomainOf(userId)));
            }
        }

        _touched.Clear();
        return new FeedNews(sequence, isReset: false, changed, removed);
    }

    private void Gather()
    {
        if (!ring.TryRead(ref _position, _touched))
        {
            _hasMissed = true;
        }

        if (_hasMissed)
        {
            _touched.Clear(); // What the ring has lost is in the table, as is everything else.
        }

        share.Observe(_position);
    }
}
