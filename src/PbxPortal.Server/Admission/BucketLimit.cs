namespace PbxPortal.Server.Admission;

/// <summary>How much a bucket holds, and how fast it empties.</summary>
/// <param name="Size">What it holds at once.</param>
/// <param name="LeakPerMillisecond">What it may take for long.</param>
internal readonly record struct BucketLimit(float Size, float LeakPerMillisecond)
{
    public static BucketLimit PerSecond(int rate, int burst) => new(burst, rate / 1000f);

    public static BucketLimit Within(int count, TimeSpan time) => new(count, (float)(count / time.TotalMilliseconds));
}
