using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// The location service of RFC 3261, 10.2: every change of anybody's bindings goes through its one loop, which takes whatever
/// has queued, makes the changes, commits them as one group, shows them to all readers, and only then lets them be answered.
/// </summary>
/// <remarks>
/// The state is confined to whoever has the turn: the loop, or a receiving thread in its place, see <see cref="ReceiversTakeTurns"/>;
/// <see cref="LocationTable"/> is what others read.
/// </remarks>
public sealed class LocationService : IDeviceControl, ILocationQueue, IDisposable
{
    /// <summary>So much waits at most; more is refused with 503, for its answer would come after the phone gave up.</summary>
    private const int QueueCapacity = 65_536;

    /// <summary>So many changes share one commit; enough to spread its cost, few enough to keep the first one's wait short.</summary>
    private const int GroupSize = 1024;

    /// <summary>Fewer wait for the loop, which takes along what comes meanwhile: a commit costs as much for one as for some.</summary>
    private const int LeastOfReceiver = 8;

    /// <summary>Milliseconds. A turn that takes longer waits for a disk in trouble; then the loop is to wait for it, and phones are told meanwhile.</summary>
    private const long LongestOfReceiver = 50;

    /// <summary>So many milliseconds the loop makes all turns after such a one.</summary>
    private const long LoopAfterLongTurn = 10_000;

    private readonly Lock _turn = new();
    private readonly ChangeQueue _queue = new(QueueCapacity);
    private readonly List<LocationChange> _group = new(GroupSize);
    private readonly IBindingStore _store;
    private readonly LocationTable _table;
    private readonly MonotonicClock _clock;
    private readonly TimeProvider _timeProvider;
    private readonly DueDevices _due;
    private readonly LapsedBindings _lapsed;
    private readonly FlowUse _flows = new();
    private readonly UserDirectory _directory;
    private readonly LocationTransaction _transaction;
    private readonly GroupCommit _commit;
    private readonly long _connectionGrace;
    private readonly long _restartGrace;
    private bool _isRunning;
    private long _loopAloneUntil; // Milliseconds on the monotonic clock.
    private Exception? _failure; // Of a turn: the last one.
    private bool _hasMissedDirectoryChange;
    private bool _hasMissedConnectionLoss;

    public LocationService(
        IBindingStore store,
        LocationTable table,
        UserDirectory directory,
        StoreHealth health,
        TimeProvider timeProvider,
        IOptions<RegistrarOptions> options,
        ILogger<LocationService> logger)
    {
        _store = store;
        _table = table;
        _directory = directory;
        _timeProvider = timeProvider;
        _clock = new MonotonicClock(timeProvider);
        _due = new DueDevices(_clock, table);
        _lapsed = new LapsedBindings(table, _due, _clock);
        _transaction = new LocationTransaction(table, directory, _clock);
        ReceiversTakeTurns = Environment.ProcessorCount == 1 && !store.WaitsForDisk;
        _connectionGrace = options.Value.ConnectionGrace * 1000L;
        _restartGrace = options.Value.RestartGrace * 1000L;
        _commit = new GroupCommit(
            store, table, _transaction, _due, _flows, health, touched => Changed?.Invoke(touched), OnClosed, logger);
    }

    /// <summary>Raised in the turn, after its commit, when readers of the table see the change already. Handlers must be quick.</summary>
    public event Action<IReadOnlyList<DeviceTouch>>? Changed;

    /// <summary>
    /// Whether a thread that has received many changes makes the turn itself. With one core it would only wait until the loop has done it, and the
    /// two switches of threads cost a refresh a tenth of its time; with more cores it receives meanwhile, and so it does while a commit waits for the disk.
    /// </summary>
    internal bool ReceiversTakeTurns { get; set; }

    internal MonotonicClock Clock => _clock;

    /// <summary>How many moments wait in the wheel.</summary>
    internal int WaitingCount => _due.WaitingCount;

    /// <summary>Takes over what the store holds; ends before the first request is read.</summary>
    /// <param name="directoryLoaded">The users, who are read at the same time; their coming is no news to follow.</param>
    /// <returns>How many bindings it holds.</returns>
    public async Task<int> LoadAsync(Task directoryLoaded, CancellationToken cancellationToken)
    {
        var snapshot = await _store.LoadAsync(cancellationToken);
        await directoryLoaded;
        _transaction.NextId = snapshot.NextId;
        _commit.Take(SnapshotReader.Read(snapshot, _clock, _restartGrace), _lapsed);
        _directory.Changed += OnDirectoryChanged;
        return snapshot.Bindings.Length;
    }

    /// <summary>The loop; runs until cancelled, on a thread of its own, because a commit blocks. What was not taken is refused.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(ended, cancellationToken)) { IsBackground = true, Name = "location service" };
        thread.Start();
        return ended.Task;
    }

    public Task<LogOutOutcome?> LogOutAsync(long deviceId, LogOutOrder order, CancellationToken cancellationToken) =>
        SubmitAsync(new LogOutChange(deviceId, order, _flows), cancellationToken);

    public Task<bool> AllowAsync(long deviceId, string by, CancellationToken cancellationToken) =>
        SubmitAsync(new AllowChange(deviceId, by), cancellationToken);

    public Task<bool> EditAsync(long deviceId, DeviceEdit edit, CancellationToken cancellationToken) =>
        SubmitAsync(new EditChange(deviceId, edit), cancellationToken);

    public Task<bool> SetDoNotDisturbAsync(long deviceId, bool isOn, CancellationToken cancellationToken) =>
        SubmitAsync(new DoNotDisturbChange(deviceId, isOn), cancellationToken);

    public Task<bool> ForgetAsync(long deviceId, CancellationToken cancellationToken) =>
        SubmitAsync(new ForgetChange(deviceId), cancellationToken);

    /// <summary>A connection has ended: its bindings are shown as disconnected at once, and end unless their devices come back.</summary>
    public void OnClosed(Flow flow)
    {
        if (!_queue.TryAdd(new ConnectionLossChange(flow.Id, _flows, _connectionGrace)))
        {
            Volatile.Write(ref _hasMissedConnectionLoss, true); // The queue is full; the next turn looks at every connection.
        }

        _queue.Wake();
    }

    void ILocationQueue.Post(LocationChange change) => Post(change);

    public void Dispose() => _queue.Dispose();

    void ILocationQueue.Wake()
    {
        if (ReceiversTakeTurns && _clock.Now >= Volatile.Read(ref _loopAloneUntil) && _turn.TryEnter())
        {
            try
            {
                TakeTurn(LeastOfReceiver);
            }
            finally
            {
                _turn.Exit();
            }
        }

        _queue.Wake(); // If nothing is left it stays asleep.
    }

    bool ILocationQueue.TryAdd(LocationChange change) => _queue.TryAdd(change);

    private Task<TOutcome> SubmitAsync<TOutcome>(AwaitedChange<TOutcome> change, CancellationToken cancellationToken)
    {
        Post(change);

        // The change is made all the same when nobody waits any more.
        return change.Completion.WaitAsync(cancellationToken);
    }

    private void Post(LocationChange change)
    {
        if (_queue.TryAdd(change))
        {
            _queue.Wake();
        }
        else
        {
            change.Complete(new StoreUnavailableException("More changes wait than can be made in time."), new Outbox());
        }
    }

    private void Run(TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        try
        {
            Loop(cancellationToken);
            Leave();
            ended.SetCanceled(cancellationToken);
        }
#pragma warning disable CA1031 // Nobody stands above a thread: whoever awaits the loop learns what ended it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Leave();
            ended.SetException(exception);
        }
    }

    private void Loop(CancellationToken cancellationToken)
    {
        using var stopping = cancellationToken.Register(_queue.Close);
        Post(new UserSweep(_directory, _table, _flows)); // Users may have gone while the process was down.
        lock (_turn)
        {
            EndLapsed();
            _isRunning = true;
        }

        using var ticking = _timeProvider.CreateTimer(
            static state => ((LocationService)state!).Tick(), this, TimeSpan.Zero, TimeSpan.FromMilliseconds(ExpiryWheel.SlotMilliseconds));
        while (_queue.WaitForSome())
        {
            lock (_turn)
            {
                TakeTurn(least: 1);
            }
        }

        lock (_turn)
        {
            _isRunning = false;
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }
    }

    /// <summary>Called by whoever holds the lock. A failure ends the loop, whoever made the turn.</summary>
    private void TakeTurn(int least)
    {
        try
        {
            if (_isRunning && _queue.TryTake(_group, least, GroupSize))
            {
                var start = _clock.Now;
                Turn();
                if (_clock.Now is var end && end - start > LongestOfReceiver)
                {
                    Volatile.Write(ref _loopAloneUntil, end + LoopAfterLongTurn);
                }
            }
        }
#pragma warning disable CA1031 // Whoever awaits the loop learns what ended it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = exception;
            _isRunning = false;
            _queue.Close();
        }
    }

    /// <summary>Whoever waits is told, before anybody hears that the loop has ended.</summary>
    private void Leave()
    {
        _directory.Changed -= OnDirectoryChanged;
        _queue.Close();
        while (_queue.TryTakeLeft(out var left))
        {
            _commit.Refuse(left, new StoreUnavailableException("The server is stopping."));
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
        if (!_queue.TryAdd(new DirectoryFollowUp(change, _flows)))
        {
            Volatile.Write(ref _hasMissedDirectoryChange, true); // The queue is full; the next turn looks at everybody.
        }

        _queue.Wake();
    }

    /// <summary>One group: made, committed, shown, answered.</summary>
    private void Turn()
    {
        if (Interlocked.Exchange(ref _hasMissedDirectoryChange, false))
        {
            _group.Add(new UserSweep(_directory, _table, _flows));
        }

        if (Interlocked.Exchange(ref _hasMissedConnectionLoss, false))
        {
            _group.Add(new ConnectionLossChange(flowId: null, _flows, _connectionGrace));
        }

        _commit.Run(_group);
        _group.Clear();
        if (_due.HasMore)
        {
            Tick(); // Not all at once: whoever has queued meanwhile comes in between.
        }

        EndLapsed(); // Neither are these.
    }

    private void EndLapsed()
    {
        if (_lapsed.TryQueue())
        {
            Post(_lapsed);
        }
    }
}
