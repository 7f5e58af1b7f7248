namespace PbxPortal.Server.Admission;

/// <summary>Counts by key what leaks away with time, in a table that never grows.</summary>
/// <remarks>
/// Guarded by one lock for each of 64 parts of the table. A key has four places it may stand in; when others stand there, the
/// one that counts least gives way. So strangers who come with a million addresses fill nothing and push out nobody who counts
/// for something. Keys are hashes under a key of this process: nobody can aim at another's places.
/// </remarks>
internal sealed class LeakyBuckets
{
    private const int Ways = 4;
    private const int Parts = 64;

    private readonly Bucket[] _buckets;
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Parts).Select(_ => new Lock())];
    private readonly int _setMask;

    /// <param name="capacity">A power of two.</param>
    public LeakyBuckets(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(int.IsPow2(capacity), true, nameof(capacity));
        _buckets = new Bucket[capacity];
        _setMask = (capacity / Ways) - 1;
    }

    /// <summary>Takes one more if there is room; <c>false</c>: the bucket is full, and nothing was added.</summary>
    public bool TryAdd(ulong key, long now, in BucketLimit limit)
    {
        lock (GateOf(key))
        {
            ref var bucket = ref Find(key, now, limit.LeakPerMillisecond);
            if (bucket.Level + 1 > limit.Size)
            {
                return false;
            }

            bucket.Level++;
            return true;
        }
    }

    /// <summary>
    /// Adds one, and says whether that filled the bucket; then a quarter is let out, so that whoever goes on fills it again.
    /// </summary>
    /// <param name="key">Whose.</param>
    /// <param name="owner">What <see cref="Clear"/> finds it by.</param>
    /// <param name="mark">The same mark as the last time is the same event once more, and is not counted; 0: none.</param>
    /// <param name="now">Milliseconds.</param>
    /// <param name="limit">When it is full.</param>
    public BucketAddition Add(ulong key, uint owner, uint mark, long now, in BucketLimit limit)
    {
        lock (GateOf(key))
        {
            ref var bucket = ref Find(key, now, limit.LeakPerMillisecond);
            if (mark != 0 && bucket.Mark == mark)
            {
                return BucketAddition.Repeated;
            }

            bucket.Owner = owner;
            bucket.Mark = mark;
            bucket.Level++;
            if (bucket.Level < limit.Size)
            {
                return BucketAddition.Added;
            }

            bucket.Level = limit.Size * 0.75f;
            return BucketAddition.Filled;
        }
    }

    /// <summary>Forgets all that was counted for this owner.</summary>
    public void Clear(uint owner)
    {
        for (var part = 0; part < Parts; part++)
        {
            lock (_gates[part])
            {
                for (var set = part; set <= _setMask; set += Parts)
                {
                    ClearSet(set, owner);
                }
            }
        }
    }

    private void ClearSet(int set, uint owner)
    {
        foreach (ref var bucket in _buckets.AsSpan(set * Ways, Ways))
        {
            if (bucket.Owner == owner)
            {
                bucket = default;
            }
        }
    }

    private Lock GateOf(ulong key) => _gates[SetOf(key) & (Parts - 1)];

    private int SetOf(ulong key) => (int)(key >> 32) & _setMask;

    /// <summary>The bucket of the key as it is now, or a new one in the place of the emptiest.</summary>
    private ref Bucket Find(ulong key, long now, float leak)
    {
        var places = _buckets.AsSpan(SetOf(key) * Ways, Ways);
        var emptiest = 0;
        for (var place = 0; place < Ways; place++)
        {
            ref var bucket = ref places[place];
            bucket.LeakUntil((uint)now, leak);
            if (bucket.Key == key)
            {
                return ref bucket;
            }

            emptiest = bucket.Level < places[emptiest].Level ? place : emptiest;
        }

        places[emptiest] = new Bucket { Key = key, At = (uint)now };
        return ref places[emptiest];
    }

    private struct Bucket
    {
        public ulong Key;
        public float Level;
        public uint At; // Milliseconds; wraps after 49 days.
        public uint Owner;
        public uint Mark;

        public void LeakUntil(uint now, float perMillisecond)
        {
            // Another thread may have read the clock before this bucket was last touched.
            var elapsed = Math.Max((int)(now - At), 0);
            if (elapsed > 0)
            {
                Level = Math.Max(Level - (elapsed * perMillisecond), 0);
                At = now;
            }
        }
    }
}
