namespace PbxPortal.Server.Activity;

/// <summary>What one viewer has not taken yet: news that all viewers share, so that one more viewer costs a reference per news.</summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class FeedSubscription(Func<long, bool> sees) : IDisposable
{
    /// <summary>So many changes wait at most while the viewer does not come; beyond, a fresh snapshot is cheaper.</summary>
    public const int MaxPending = 100_000;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private List<FeedNews> _pending = [];
    private int _pendingCount;
    private bool _hasOverflowed;
    private bool _isGone;
    private long _sequence;
    private Exception? _failure;

    public bool Sees(long domainId) => sees(domainId);

    public void Offer(FeedNews news)
    {
        lock (_gate)
        {
            if (_hasOverflowed || _isGone)
            {
                return; // The pump may still hold a list with a viewer who has left.
            }

            if (news.IsReset)
            {
                Empty();
            }

            _sequence = Math.Max(_sequence, news.Sequence);
            _pending.Add(news);
            _pendingCount += news.Count;
            if (_pendingCount > MaxPending && _pending.Count > 1)
            {
                _hasOverflowed = true;
                Empty();
            }

            Wake();
        }
    }

    /// <summary>No news will come any more: the viewer is told why, rather than left with a list that stands still.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            if (!_isGone)
            {
                _failure = failure;
                Wake();
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
    public Task WaitAsync(CancellationToken cancellationToken) => _signal.WaitAsync(cancellationToken);

    /// <summary><c>null</c>: too much has gathered; take a snapshot.</summary>
    public FeedBatch? TakeOrOverflow()
    {
        List<FeedNews> taken;
        long sequence;
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                throw new InvalidOperationException("The live view has failed.", failure);
            }

            if (_hasOverflowed)
            {
                _hasOverflowed = false;
                return null;
            }

            sequence = _sequence;
            taken = _pending;
            Empty();
        }

        return Merge(taken, sequence);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isGone = true;
            Empty();
            _signal.Dispose();
        }
    }

    private void Empty() => (_pending, _pendingCount) = ([], 0);

    private void Wake()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>What the viewer may see of the news; as it is where that is all of it, which is the case that a storm makes expensive.</summary>
    private FeedBatch Merge(List<FeedNews> all, long sequence)
    {
        var seen = all.SelectMany(news => news.DomainIds).Distinct().Where(sees).ToHashSet();
        if (all is [var only] && only.DomainIds.Count == seen.Count)
        {
            return new FeedBatch(sequence, only.IsReset, only.Changed, only.RemovedIds);
        }

        var latest = new Dictionary<long, DeviceState?>();
        foreach (var news in all)
        {
            foreach (var state in news.Changed)
            {
                if (seen.Contains(state.DomainId))
                {
                    latest[state.DeviceId] = state;
                }
            }

            foreach (var (deviceId, domainId) in news.Removed)
            {
                if (domainId is not { } known || seen.Contains(known))
                {
                    latest[deviceId] = null;
                }
            }
        }

        var isReset = all.Exists(news => news.IsReset);
        return new FeedBatch(
            sequence,
            isReset,
            [.. latest.Values.OfType<DeviceState>()],
            isReset ? [] : [.. latest.Where(pair => pair.Value is null).Select(pair => pair.Key)]);
    }
}
