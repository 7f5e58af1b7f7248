using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Activity;

/// <summary>Tells every viewer what changed, numbered, as soon as it is committed.</summary>
/// <remarks>
/// The location service's loop publishes; viewers come and go on their own threads. The table is changed before the news is
/// published, and a viewer subscribes before it reads the table: so whatever its snapshot misses is in its stream.
/// </remarks>
public sealed class RegistrationFeed : IRegistrationFeed, IDisposable
{
    private readonly LocationService _locationService;
    private readonly LocationTable _table;
    private readonly UserDirectory _directory;
    private ImmutableList<FeedSubscription> _subscriptions = [];
    private long _sequence;

    public RegistrationFeed(LocationService locationService, LocationTable table, UserDirectory directory)
    {
        _locationService = locationService;
        _table = table;
        _directory = directory;
        locationService.Changed += Publish;
    }

    public long Sequence => Interlocked.Read(ref _sequence);

    public async IAsyncEnumerable<FeedBatch> WatchAsync(
        Func<long, bool> sees, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = new FeedSubscription(sees);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        try
        {
            yield return Snapshot(subscription);
            while (await subscription.WaitAsync(cancellationToken))
            {
                yield return subscription.TakeOrOverflow() ?? Snapshot(subscription);
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _subscriptions, static (all, gone) => all.Remove(gone), subscription);
        }
    }

    public DeviceState? Find(long deviceId) =>
        _table.Find(deviceId) is { } entry && _directory.FindUser(entry.Device.UserId) is { } user ? StateOf(entry, user) : null;

    public IReadOnlyList<DeviceState> OfUser(long userId) =>
        _table.OfUser(userId) is { } location && _directory.FindUser(userId) is { } user
            ? [.. location.Devices.Select(entry => StateOf(entry, user))]
            : [];

    public void Dispose() => _locationService.Changed -= Publish;

    private FeedBatch Snapshot(FeedSubscription subscription)
    {
        var sequence = Sequence; // Before the table is read: it holds at least what was published until now.
        subscription.NoteSnapshot(sequence);
        var states =
            from location in _table.All
            let user = _directory.FindUser(location.UserId)
            where user is not null && subscription.Sees(user.Domain.Id)
            from entry in location.Devices
            select StateOf(entry, user);
        return new FeedBatch(sequence, IsReset: true, [.. states], []);
    }

    private void Publish(IReadOnlyList<DeviceTouch> touched)
    {
        var subscriptions = _subscriptions;
        if (subscriptions.IsEmpty)
        {
            Interlocked.Add(ref _sequence, touched.Count);
            return;
        }

        foreach (var touch in touched)
        {
            var sequence = Interlocked.Increment(ref _sequence);
            var state = Find(touch.DeviceId);
            foreach (var subscription in subscriptions)
            {
                subscription.Offer(touch.DeviceId, state, sequence);
            }
        }
    }

    private DeviceState StateOf(DeviceEntry entry, User user) =>
        DeviceStates.Of(entry, user, _locationService.Clock.Now, _locationService.Clock.UtcNow);
}
