namespace PbxPortal.Server.Activity;

/// <summary>The live view: a snapshot and every change after it, for pages and the SignalR hub alike.</summary>
public interface IRegistrationFeed
{
    /// <summary>The number of the last event.</summary>
    long Sequence { get; }

    /// <summary>
    /// First a batch with <see cref="FeedBatch.IsReset"/> that holds every device, then changes, coalesced per device while the
    /// caller is busy, so that a slow viewer costs no memory. The stream begins before the snapshot is read: nothing is missed.
    /// </summary>
    /// <param name="sees">Which domains the viewer may see, by id.</param>
    IAsyncEnumerable<FeedBatch> WatchAsync(Func<long, bool> sees, CancellationToken cancellationToken);

    /// <summary>How long a viewer who was at work on a batch for so long waits at least before it takes the next.</summary>
    /// <param name="work">Applying and drawing; not the waiting for a slow line.</param>
    TimeSpan PauseAfter(TimeSpan work);

    /// <summary>One device as it stands now; <c>null</c> when there is none.</summary>
    DeviceState? Find(long deviceId);

    /// <summary>The devices of one user as they stand now.</summary>
    IReadOnlyList<DeviceState> OfUser(long userId);
}
