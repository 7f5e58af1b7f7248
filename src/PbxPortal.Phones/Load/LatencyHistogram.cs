using System.Numerics;

namespace PbxPortal.Phones.Load;

/// <summary>Counts latencies in buckets that grow with the latency, so that any percentile is right within one percent.</summary>
/// <remarks>Confined to the loop of its run. 128 buckets for each power of two, in constant memory.</remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits) * SubBuckets];

    public long Count { get; private set; }

    public long Greatest { get; private set; }

    public void Add(long nanoseconds)
    {
        var value = Math.Max(nanoseconds, 0);
        _counts[BucketOf(value)]++;
        Count++;
        Greatest = Math.Max(Greatest, value);
    }

    /// <summary>The smallest latency that this share of all did not exceed, in nanoseconds; 0 when there is none.</summary>
    /// <param name="share">0.5 for the median.</param>
    public double Percentile(double share)
    {
        var rank = Math.Max((long)Math.Ceiling(share * Count), 1);
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return Math.Min(MiddleOf(bucket), Greatest);
            }
        }

        return 0;
    }

    private static int BucketOf(long value)
    {
        var shift = Math.Max(BitOperations.Log2((ulong)value) - SubBits, 0);
        return shift == 0 ? (int)value : (shift * SubBuckets) + (int)(value >> shift);
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < 2 * SubBuckets)
        {
            return bucket;
        }

        var shift = (bucket / SubBuckets) - 1;
        var lowest = (double)((long)(SubBuckets + (bucket % SubBuckets)) << shift);
        return lowest + ((1L << shift) / 2.0);
    }
}
