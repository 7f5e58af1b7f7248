using PbxPortal.Server.Admission;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Evidence of one kind of senders, bounded in all, for each network and for each user.</summary>
/// <remarks>
/// Confined to the lock of its owner. Who is in stays in as long as it goes on trying: a newcomer takes a free place, or that of one
/// who has been silent for a while, and otherwise is only counted. So nobody can wash out what an honest phone has left.
/// </remarks>
internal sealed class EvidencePool(int capacity, int perNetwork, int perUser)
{
    /// <summary>A phone that cannot register tries again within some minutes.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    /// <summary>What is older helps nobody at nine on a Monday; a phone that still fails has left younger evidence.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<EvidenceKey, LinkedListNode<Evidence>> _nodes = [];
    private readonly LinkedList<Evidence> _longestSilentFirst = [];
    private readonly Dictionary<SourceNetwork, int> _ofNetwork = [];
    private readonly Dictionary<long, int> _ofUser = [];
    private DateTimeOffset _sweptAt;

    public int Count => _nodes.Count;

    public IEnumerable<Evidence> All => _longestSilentFirst;

    public bool Contains(in EvidenceKey key) => _nodes.ContainsKey(key);

    /// <summary>Adds to what is there.</summary>
    public void Update(Evidence later)
    {
        var node = _nodes[later.Key];
        node.Value = node.Value.FollowedBy(later);
        _longestSilentFirst.Remove(node);
        _longestSilentFirst.AddLast(node);
    }

    /// <returns><c>false</c>: there is no room.</returns>
    public bool TryAdd(Evidence first)
    {
        if (!HasRoom(first) && !TryMakeRoom(first))
        {
            return false;
        }

        _nodes.Add(first.Key, _longestSilentFirst.AddLast(first));
        Change(first, 1);
        return true;
    }

    /// <summary>Forgets it, if nothing has come since it was read.</summary>
    /// <returns>Whether it did.</returns>
    public bool Remove(Evidence read)
    {
        if (!_nodes.TryGetValue(read.Key, out var node) || node.Value.LastAt != read.LastAt)
        {
            return false;
        }

        Remove(node);
        return true;
    }

    /// <summary>Forgets what is too old.</summary>
    /// <returns>Whether there was any.</returns>
    public bool Sweep(DateTimeOffset now)
    {
        var before = Count;
        while (_longestSilentFirst.First is { } oldest && now - oldest.Value.LastAt > Memory)
        {
            Remove(oldest);
        }

        return Count != before;
    }

    private bool HasRoom(Evidence first) =>
        Count < capacity
        && _ofNetwork.GetValueOrDefault(NetworkOf(first)) < perNetwork
        && (first.Key.UserId is not { } userId || _ofUser.GetValueOrDefault(userId) < perUser);

    private bool TryMakeRoom(Evidence first)
    {
        if (first.LastAt - _sweptAt < SweepInterval && !(Count >= capacity && IsSilent(_longestSilentFirst.First!.Value, first.LastAt)))
        {
            return false; // A flood must not have all places looked at again and again.
        }

        _sweptAt = first.LastAt;
        var network = NetworkOf(first);
        for (var node = _longestSilentFirst.First; node is not null && IsSilent(node.Value, first.LastAt) && !HasRoom(first);)
        {
            var next = node.Next;
            if (Count >= capacity || NetworkOf(node.Value) == network || node.Value.Key.UserId == first.Key.UserId)
            {
                Remove(node);
            }

            node = next;
        }

        return HasRoom(first);
    }

    private static bool IsSilent(Evidence evidence, DateTimeOffset now) => now - evidence.LastAt > Silence;

    private static SourceNetwork NetworkOf(Evidence evidence) => SourceNetwork.Of(evidence.Key.Host);

    private void Remove(LinkedListNode<Evidence> node)
    {
        _nodes.Remove(node.Value.Key);
        _longestSilentFirst.Remove(node);
        Change(node.Value, -1);
    }

    private void Change(Evidence evidence, int by)
    {
        Change(_ofNetwork, NetworkOf(evidence), by);
        if (evidence.Key.UserId is { } userId)
        {
            Change(_ofUser, userId, by);
        }
    }

    private static void Change<T>(Dictionary<T, int> counts, T key, int by)
        where T : notnull
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }
}
