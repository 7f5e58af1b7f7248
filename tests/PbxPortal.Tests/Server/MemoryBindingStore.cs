using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server;

/// <summary>A store whose disk a test can fill, break or slow down, and which outlives the server that uses it.</summary>
/// <remarks>Guarded by one lock; the properties that break it are set while nothing is committed.</remarks>
internal sealed class MemoryBindingStore : IBindingStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Device> _devices = [];
    private readonly SortedDictionary<long, Binding> _bindings = [];
    private readonly SortedDictionary<long, Block> _blocks = [];
    private readonly List<CommittedBatch> _commits = [];
    private long _lastId;
    private volatile Action? _onCommit; // Volatile, as is the next one:
    private volatile HeldDisk? _held; // set by the test, read by the location service's loop.

    /// <summary>What a commit throws; <c>null</c>: it succeeds.</summary>
    public Func<StoreBatch, Exception?> FailureOf { get; set; } = _ => null;

    public int Attempts { get; private set; }

    public IReadOnlyList<CommittedBatch> Commits
    {
        get
        {
            lock (_gate)
            {
                return [.. _commits];
            }
        }
    }

    public IReadOnlyList<ActivityEntry> Activity => [.. Commits.SelectMany(commit => commit.Activity)];

    public IReadOnlyList<Device> Devices
    {
        get
        {
            lock (_gate)
            {
                return [.. _devices.Values];
            }
        }
    }

    public IReadOnlyList<Binding> Bindings
    {
        get
        {
            lock (_gate)
            {
                return [.. _bindings.Values];
            }
        }
    }

    /// <summary>Makes no garbage of its own from now on.</summary>
    public void KeepsNothing(Action onCommit) => _onCommit = onCommit;

    /// <summary>Lets every commit wait from now on.</summary>
    public HeldDisk HoldTheDisk() => _held = new HeldDisk();

    public void FillTheDisk() => FailureOf = _ => new StoreUnavailableException("database or disk is full");

    public void MakeRoom() => FailureOf = _ => null;

    public Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(new LocationSnapshot(
                [.. _devices.Values], [.. _bindings.Values], [.. _blocks.Values], _lastId + 1));
        }
    }

    public void Commit(StoreBatch batch)
    {
        Attempts++;
        if (_onCommit is { } onCommit)
        {
            onCommit();
            return;
        }

        _held?.Await();
        if (FailureOf(batch) is { } failure)
        {
            throw failure;
        }

        lock (_gate)
        {
            Write(batch);
            _commits.Add(CommittedBatch.Of(batch));
        }
    }

    private void Write(StoreBatch batch)
    {
        foreach (ref readonly var write in batch.Writes)
        {
            _lastId = Math.Max(_lastId, write.Kind is StoreWriteKind.Refresh or StoreWriteKind.AddActivity ? 0 : write.Id);
            Write(write);
        }
    }

    private void Write(in StoreWrite write)
    {
        switch (write.Kind)
        {
            case StoreWriteKind.PutDevice:
                _devices[write.Id] = (Device)write.Value!;
                break;
            case StoreWriteKind.PutBinding:
                _bindings[write.Id] = Stored((Binding)write.Value!, write.Lease);
                break;
            case StoreWriteKind.Refresh:
                _bindings[write.Id] = Stored(_bindings[write.Id], write.Lease);
                break;
            case StoreWriteKind.RemoveBinding:
                _bindings.Remove(write.Id);
                break;
            case StoreWriteKind.PutBlock:
                _blocks[write.Id] = (Block)write.Value!;
                break;
            case StoreWriteKind.RemoveBlock:
                _blocks.Remove(write.Id);
                break;
            case StoreWriteKind.RemoveDevice:
                _devices.Remove(write.Id);
                break;
        }
    }

    /// <summary>As it comes back after a restart: without its flow and without a deadline.</summary>
    private static Binding Stored(Binding binding, Lease lease) =>
        new(binding.ContactUriBytes, binding.ContactParameterBytes, binding.CallIdBytes, lease with { Deadline = 0 }, binding.PathBytes)
        {
            Id = binding.Id,
            DeviceId = binding.DeviceId,
            UserId = binding.UserId,
            QValue = binding.QValue,
            Peer = binding.Peer,
            Transport = binding.Transport,
            RegisteredAt = binding.RegisteredAt,
        };
}
