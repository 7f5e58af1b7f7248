namespace PbxPortal.Hosting;

/// <summary>When to collect the old generation: when it has grown by a share that the runtime still bears, and not too often.</summary>
/// <remarks>Confined to the thread of <see cref="HeapUpkeep"/>.</remarks>
internal sealed class CollectionSchedule
{
    /// <summary>The runtime waits until it has grown by a fifth or more.</summary>
    private const double Growth = 0.05;

    /// <summary>Less is not worth it.</summary>
    private const long LeastBytes = 4 * 1024 * 1024;

    /// <summary>Less than the 20 seconds for which the runtime keeps its thread.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>A million bindings are marked in some seconds, and in ten times as many while the phones want the whole core.</summary>
    private static readonly TimeSpan LongestCollection = TimeSpan.FromMinutes(3);

    private long _collections;
    private TimeSpan _lastAt;
    private TimeSpan? _begunAt;

    /// <param name="now">Since any moment.</param>
    public bool IsDue(OldGeneration old, TimeSpan now)
    {
        if (old.Collections != _collections)
        {
            // By whomever. The first time by the start: what was read then is no garbage, and phones come.
            (_collections, _lastAt, _begunAt) = (old.Collections, now, null);
        }

        // Whoever asks for another one while one is under way gets a young collection, which stops everybody for nothing.
        var isUnderWay = _begunAt is { } begunAt && now - begunAt < LongestCollection;
        if (isUnderWay || old.IsMemoryShort || now - _lastAt < Rest || old.Bytes - old.BytesThen < Math.Max(LeastBytes, old.BytesThen * Growth))
        {
            return false;
        }

        _begunAt = now;
        return true;
    }
}
