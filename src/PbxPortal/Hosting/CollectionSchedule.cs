namespace PbxPortal.Hosting;

/// <summary>When to collect the old generation: when it has grown by a share that the runtime still bears, and not too often.</summary>
/// <remarks>Confined to the thread of <see cref="HeapUpkeep"/>.</remarks>
internal sealed class CollectionSchedule
{
    /// <summary>The runtime waits until it has grown by a fifth or more.</summary>
    private const double Growth = 0.05;

    /// <summary>Less is not worth it.</summary>
    private const long LeastBytes = 4 * 1024 * 1024;

    /// <summary>Less than the 20 seconds for which the runtime keeps its thread, and enough for the time that marking a million bindings takes.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    private long _collections;
    private TimeSpan _lastAt;

    /// <param name="now">Since any moment.</param>
    public bool IsDue(OldGeneration old, TimeSpan now)
    {
        if (old.Collections != _collections)
        {
            (_collections, _lastAt) = (old.Collections, now); // By whomever.
        }

        if (now - _lastAt < Rest || old.Bytes - old.BytesThen < Math.Max(LeastBytes, old.BytesThen * Growth))
        {
            return false;
        }

        _lastAt = now; // It is under way, and told of when it ends.
        return true;
    }
}
