using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;

namespace PbxPortal.Server.Activity;

/// <summary>Tells every viewer what changed, numbered, soon after it is committed.</summary>
/// <remarks>
/// The location service's loop only notes which devices it touched. While somebody watches, a pump makes their states, once for
/// all, and offers each viewer the same list; viewers come, take and go on their own threads. The table is changed before the
/// touch is noted, and a viewer subscribes before it reads the table: so whatever its snapshot misses is in its stream.
/// </remarks>
public sealed class RegistrationFeed : IRegistrationFeed, IDisposable
{
    private readonly LocationService _locationService;
    private readonly LocationTable _table;
    private readonly UserDirectory _directory;
    private readonly DeviceCalls _calls;
    private readonly TimeProvider _timeProvider;
    private readonly DepartedUsers _departed = new();
    private readonly TouchRing _ring = new();
    private readonly ViewerShare _share;
    private readonly DeviceStateReader _reader;
    private readonly FeedPump _pump;
    private readonly Lock _gate = new();
    private ImmutableList<FeedSubscription> _subscriptions = []; // Guarded by _gate, as is whether the pump runs.
    private bool _isPumping;

    public RegistrationFeed(
        LocationService locationService,
        LocationTable table,
        UserDirectory directory,
        ReachTable reach,
        DeviceCalls calls,
        TimeProvider timeProvider)
    {
        _locationService = locationService;
        _table = table;
        _calls = calls;
        _directory = directory;
        _timeProvider = timeProvider;
        _share = new ViewerShare(timeProvider);
        _reader = new DeviceStateReader(table, directory, reach, calls, locationService.Clock);
        _pump = new FeedPump(_ring, _reader, directory, _departed, _share, timeProvider);
        directory.Changed += _departed.Note;
        locationService.Changed += Publish;
        calls.Changed += Retell;
    }

    public long Sequence => _ring.Written;

    public async IAsyncEnumerable<FeedBatch> WatchAsync(
        Func<long, bool> sees, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = new FeedSubscription(sees);
        Add(subscription);
        try
        {
            yield return Snapshot(subscription);
            while (true)
            {
                await subscription.WaitAsync(cancellationToken);
                var batch = subscription.TakeOrOverflow() ?? Snapshot(subscription);
                if (batch.IsReset || batch.Changed.Count > 0 || batch.Removed.Count > 0)
                {
                    yield return batch;
                }
            }
        }
        finally
        {
            Remove(subscription);
        }
    }

    public TimeSpan PauseAfter(TimeSpan work) => _share.PauseAfter(work);

    public DeviceState? Find(long deviceId) => _reader.Find(deviceId);

    public IReadOnlyList<DeviceState> OfUser(long userId) => _reader.OfUser(userId);

    public void Dispose()
    {
        _calls.Changed -= Retell;
        _locationService.Changed -= Publish;
        _directory.Changed -= _departed.Note;
        _ring.Dispose();
    }

    /// <summary>Runs on the location loop: no work per viewer, and none per device but to note it.</summary>
    internal void Publish(IReadOnlyList<DeviceTouch> touched) => _ring.Add(touched);

    /// <summary>A device rings, or stops: the location service's loop tells it with all else, so that the numbers stay in order.</summary>
    /// <remarks>
    /// Not while nobody watches, for then the loop would be woken half a dozen times a call for nothing. Whoever begins to watch now reads
    /// <see cref="DeviceCalls"/> afterwards, which is changed by then.
    /// </remarks>
    private void Retell(IReadOnlyList<long> deviceIds)
    {
        if (Viewers.IsEmpty)
        {
            return;
        }

        var touched = new List<DeviceTouch>(deviceIds.Count);
        foreach (var id in deviceIds)
        {
            if (_table.Find(id) is { } entry)
            {
                touched.Add(new DeviceTouch(entry.Device.UserId, id));
            }
        }

        if (touched.Count > 0)
        {
            ((ILocationQueue)_locationService).Post(new RetellChange(touched));
        }
    }

    private FeedBatch Snapshot(FeedSubscription subscription)
    {
        var begun = _timeProvider.GetTimestamp();
        var sequence = Sequence; // Before the table is read: it holds at least what was published until now.
        subscription.NoteSnapshot(sequence);
        var states = _reader.All(subscription.Sees);
        _share.PauseAfter(_timeProvider.GetElapsedTime(begun)); // Nobody waits for it, but all the others pay for it.
        return new FeedBatch(sequence, IsReset: true, states, []);
    }

    private void Add(FeedSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Add(subscription);
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
            _pump.Begin();
        }

        using (ExecutionContext.SuppressFlow()) // The pump serves all, and must not keep the first viewer's context alive.
        {
            _ = Task.Run(PumpAsync, CancellationToken.None);
        }
    }

    private void Remove(FeedSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }

    /// <summary>Runs while somebody watches; when the last viewer has gone, it ends with the next change.</summary>
    private async Task PumpAsync()
    {
        try
        {
            while (HasViewers())
            {
                await _pump.WaitAsync();
                var begun = _timeProvider.GetTimestamp();
                var news = _pump.Make();
                Viewers.ForEach(viewer => viewer.Offer(news));
                await _pump.PauseAfterAsync(_timeProvider.GetElapsedTime(begun));
            }
        }
#pragma warning disable CA1031 // Whatever it is, the viewers are told that they are no longer live; silence would be a lie.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            End().ForEach(viewer => viewer.Fail(failure));
        }
    }

    private ImmutableList<FeedSubscription> Viewers
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions;
            }
        }
    }

    /// <summary>Says so, or marks the pump as ended; in one step with it, so that a viewer who comes now starts another.</summary>
    private bool HasViewers()
    {
        lock (_gate)
        {
            return _isPumping = !_subscriptions.IsEmpty;
        }
    }

    private ImmutableList<FeedSubscription> End()
    {
        lock (_gate)
        {
            _isPumping = false;
            return _subscriptions;
        }
    }
}
