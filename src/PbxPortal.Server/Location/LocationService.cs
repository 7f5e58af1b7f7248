using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Location;

/// <summary>
/// The location service of RFC 3261, 10.2: every change of anybody's bindings goes through its one loop, which takes whatever
/// has queued, makes the changes, commits them as one group, shows them to all readers, and only then lets them be answered.
/// </summary>
/// <remarks>The state is confined to the loop; <see cref="LocationTable"/> is what others read.</remarks>
public sealed partial class LocationService : IDeviceControl, ILocationQueue
{
    /// <summary>So much waits at most; more is refused with 503, for its answer would come after the phone gave up.</summary>
    private const int QueueCapacity = 65_536;

    /// <summary>So many changes share one commit; enough to spread its cost, few enough to keep the first one's wait short.</summary>
    private const int GroupSize = 1024;

    private readonly Channel<LocationChange> _queue = Channel.CreateBounded<LocationChange>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true });

    private readonly List<LocationChange> _group = new(GroupSize);
    private readonly List<LocationChange> _made = new(GroupSize);
    private readonly IBindingStore _store;
    private readonly LocationTable _table;
    private readonly StoreHealth _health;
    private readonly MonotonicClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<LocationService> _logger;
    private readonly DueDevices _due;
    private readonly FlowUse _flows = new();
    private readonly OwedWrites _owed = new();
    private readonly UserDirectory _directory;
    private LocationTransaction _transaction;
    private bool _hasMissedDirectoryChange;

    public LocationService(
        IBindingStore store,
        LocationTable table,
        UserDirectory directory,
        StoreHealth health,
        TimeProvider timeProvider,
        ILogger<LocationService> logger)
    {
        _store = store;
        _table = table;
        _directory = directory;
        _health = health;
        _timeProvider = timeProvider;
        _logger = logger;
        _clock = new MonotonicClock(timeProvider);
        _due = new DueDevices(_clock, table);
        _transaction = new LocationTransaction(table, directory, _clock, nextId: 1);
    }

    /// <summary>Raised on the loop after a commit, when readers of the table see the change already. Handlers must be quick.</summary>
    public event Action<IReadOnlyList<DeviceTouch>>? Changed;

    internal MonotonicClock Clock => _clock;

    /// <summary>How many moments wait in the wheel.</summary>
    internal int WaitingCount => _due.WaitingCount;

    /// <summary>Takes over what the store holds; ends before the first request is read.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await _store.LoadAsync(cancellationToken);
        _transaction = new LocationTransaction(_table, _directory, _clock, snapshot.NextId);
        foreach (var location in SnapshotReader.Read(snapshot, _clock))
        {
            _table.Put(location);
            foreach (var entry in location.Devices)
            {
                _due.Watch(entry);
                _flows.Follow(before: null, entry.Binding);
            }
        }

        _directory.Changed += OnDirectoryChanged;
    }

    /// <summary>The loop; runs until cancelled, then answers what it had taken.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Post(new UserSweep(_directory, _table)); // Users may have gone while the process was down.
        await using var ticking = _timeProvider.CreateTimer(
            static state => ((LocationService)state!).Tick(), this, TimeSpan.Zero, TimeSpan.FromMilliseconds(ExpiryWheel.SlotMilliseconds));
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellationToken))
            {
                await TurnAsync(cancellationToken);
            }
        }
        finally
        {
            _directory.Changed -= OnDirectoryChanged;
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var left))
            {
                left.Complete(new StoreUnavailableException("The server is stopping."));
            }
        }
    }

    public Task<LogOutOutcome?> LogOutAsync(long deviceId, LogOutOrder order, CancellationToken cancellationToken) =>
        SubmitAsync(new LogOutChange(deviceId, order, _flows), cancellationToken);

    public Task<bool> AllowAsync(long deviceId, string by, CancellationToken cancellationToken) =>
        SubmitAsync(new AllowChange(deviceId, by), cancellationToken);

    public Task<bool> EditAsync(long deviceId, DeviceEdit edit, CancellationToken cancellationToken) =>
        SubmitAsync(new EditChange(deviceId, edit), cancellationToken);

    public Task<bool> ForgetAsync(long deviceId, CancellationToken cancellationToken) =>
        SubmitAsync(new ForgetChange(deviceId), cancellationToken);

    Task<TOutcome> ILocationQueue.SubmitAsync<TOutcome>(AwaitedChange<TOutcome> change, CancellationToken cancellationToken) =>
        SubmitAsync(change, cancellationToken);

    void ILocationQueue.Post(LocationChange change) => Post(change);

    private Task<TOutcome> SubmitAsync<TOutcome>(AwaitedChange<TOutcome> change, CancellationToken cancellationToken)
    {
        if (!_queue.Writer.TryWrite(change))
        {
            change.Complete(new StoreUnavailableException("More changes wait than can be made in time."));
        }

        // The change is made all the same when nobody waits any more: half of a REGISTER cannot be taken back.
        return change.Completion.WaitAsync(cancellationToken);
    }

    private void Post(LocationChange change)
    {
        if (!_queue.Writer.TryWrite(change))
        {
            change.Complete(new StoreUnavailableException("More changes wait than can be made in time."));
        }
    }

    /// <summary>A tick waits its turn like any change; one at a time, so that a long commit does not pile them up.</summary>
    private void Tick()
    {
        if (_due.TryQueueTick())
        {
            Post(_due);
        }
    }

    private void OnDirectoryChanged(DirectoryChange change)
    {
        if (!_queue.Writer.TryWrite(new DirectoryFollowUp(change)))
        {
            Volatile.Write(ref _hasMissedDirectoryChange, true); // The queue is full; the next turn looks at everybody.
        }
    }

    /// <summary>One group: made, committed, shown, answered.</summary>
    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        _group.Clear();
        while (_group.Count < GroupSize && _queue.Reader.TryRead(out var change))
        {
            _group.Add(change);
        }

        if (Interlocked.Exchange(ref _hasMissedDirectoryChange, false))
        {
            _group.Add(new UserSweep(_directory, _table));
        }

        try
        {
            Make(_group);
            await CommitAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            GoOnWithoutStore(_group, exception);
        }
        catch (OperationCanceledException exception)
        {
            Answer(_group, exception);
            throw;
        }
        catch (Exception exception)
        {
            LogGroupFailed(_logger, exception, _group.Count);
            await SettleOwedAsync(cancellationToken);
            await CommitOneByOneAsync(cancellationToken);
        }
    }

    /// <summary>What is owed goes with every commit: if it is what the store refuses, nobody could ever commit again.</summary>
    private async Task SettleOwedAsync(CancellationToken cancellationToken)
    {
        try
        {
            _transaction.Clear();
            _owed.PutInto(_transaction.Batch);
            await WriteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not (StoreUnavailableException or OperationCanceledException))
        {
            LogOwedDropped(_logger, exception);
            _owed.Clear();
        }
        catch (StoreUnavailableException exception)
        {
            Report(exception);
        }
    }

    /// <summary>One bad change must not cost the others theirs.</summary>
    private async Task CommitOneByOneAsync(CancellationToken cancellationToken)
    {
        foreach (var change in _group.ToArray())
        {
            List<LocationChange> alone = [change];
            try
            {
                Make(alone);
                await CommitAsync(cancellationToken);
            }
            catch (StoreUnavailableException exception)
            {
                GoOnWithoutStore(alone, exception);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogChangeFailed(_logger, exception);
                Abandon(change, exception);
            }
        }
    }

    /// <summary>What time has done is true although it cannot be written; all else has not happened.</summary>
    private void Abandon(LocationChange change, Exception exception)
    {
        if (!change.HoldsWithoutStore || !TryShowUnwritten([change]))
        {
            Answer([change], exception);
        }
    }

    private void Make(List<LocationChange> changes)
    {
        _transaction.Clear();
        _made.Clear();
        foreach (var change in changes)
        {
            var savepoint = _transaction.Save();
            if (!change.Apply(_transaction))
            {
                _transaction.RollBack(savepoint);
            }

            _made.Add(change);
        }
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        _owed.PutInto(_transaction.Batch);
        await WriteAsync(cancellationToken);
        Show();
        Answer(_made, failure: null);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (!_transaction.Batch.IsEmpty)
        {
            await _store.CommitAsync(_transaction.Batch, cancellationToken);
            _owed.Clear();
            Report(failure: null);
        }
    }

    /// <summary>Time goes on when the disk does not: what holds without it is shown now and written when it can be.</summary>
    private void GoOnWithoutStore(List<LocationChange> changes, StoreUnavailableException exception)
    {
        Report(exception);
        Answer(changes.FindAll(change => !change.HoldsWithoutStore), exception);
        var holding = changes.FindAll(change => change.HoldsWithoutStore);
        if (TryShowUnwritten(holding))
        {
            _owed.Keep(_transaction.Batch);
        }
        else
        {
            Answer(holding, exception);
        }
    }

    private bool TryShowUnwritten(List<LocationChange> changes)
    {
        try
        {
            Make(changes);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogChangeFailed(_logger, exception);
            return false;
        }

        Show();
        Answer(_made, failure: null);
        return true;
    }

    /// <summary>Readers see the new records, the wheel the new deadlines, the viewers the news; in this order.</summary>
    private void Show()
    {
        foreach (var location in _transaction.Changed)
        {
            Follow(_table.OfUser(location.UserId), location);
            _table.Put(location);
        }

        if (_transaction.Touched.Count > 0)
        {
            Tell(() => Changed?.Invoke(_transaction.Touched));
        }
    }

    private void Report(StoreUnavailableException? failure) => Tell(() =>
    {
        if (failure is null)
        {
            _health.ReportSuccess();
        }
        else
        {
            _health.ReportFailure(failure.Message);
        }
    });

    /// <summary>Whoever listens is not part of the change: what he throws must neither undo it nor end the loop.</summary>
    private void Tell(Action news)
    {
        try
        {
            news();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogListenerFailed(_logger, exception);
        }
    }

    private void Follow(UserLocation? before, UserLocation after)
    {
        foreach (var entry in after.Devices)
        {
            var earlier = before?.Find(entry.Device.Id);
            if (!ReferenceEquals(earlier, entry))
            {
                _flows.Follow(earlier?.Binding, entry.Binding);
                _due.Watch(entry);
            }
        }

        foreach (var gone in before?.Devices ?? [])
        {
            if (after.Find(gone.Device.Id) is null)
            {
                _flows.Follow(gone.Binding, after: null);
            }
        }
    }

    private void Answer(List<LocationChange> changes, Exception? failure)
    {
        foreach (var change in changes)
        {
            try
            {
                change.Complete(failure);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogChangeFailed(_logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} changes could not be committed; each is tried alone.")]
    private static partial void LogGroupFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "What expired while the store was failing cannot be written; a restart finds the same by the clock.")]
    private static partial void LogOwedDropped(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody who listens to the location service failed.")]
    private static partial void LogListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A change of the location service failed.")]
    private static partial void LogChangeFailed(ILogger logger, Exception exception);
}
