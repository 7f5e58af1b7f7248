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

    /// <summary>What a commit throws; <c>null</c>: it succeeds.</summary>
    public Func<StoreBatch, Exception?> FailureOf { get; set; } = _ => null;

    /// <summary>Every commit waits for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Called when a commit begins.</summary>
    public Action OnCommit { get; set; } = () => { };

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

    public async Task CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        Attempts++;
        OnCommit();
        await Gate.WaitAsync(cancellationToken);
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
        batch.Devices.ForEach(device => _devices[device.Id] = device);
        batch.Bindings.ForEach(binding => _bindings[binding.Id] = binding with { Flow = null, Deadline = 0 });
        foreach (var refresh in batch.Refreshes)
        {
            _bindings[refresh.BindingId] = _bindings[refresh.BindingId] with
            {
                CSeq = refresh.CSeq,
                GrantedSeconds = refresh.GrantedSeconds,
                RefreshedAt = refresh.RefreshedAt,
                ExpiresAt = refresh.ExpiresAt,
            };
        }

        batch.RemovedBindings.ForEach(id => _bindings.Remove(id));
        batch.Blocks.ForEach(block => _blocks[block.Id] = block);
        batch.RemovedBlocks.ForEach(id => _blocks.Remove(id));
        batch.RemovedDevices.ForEach(id => _devices.Remove(id));
        _lastId = _devices.Keys.Concat(_bindings.Keys).Concat(_blocks.Keys).Append(_lastId).Max();
    }
}
