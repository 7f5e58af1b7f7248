using System.Diagnostics;

namespace PbxPortal.Phones.Load;

/// <summary>The monotonic clock in nanoseconds: what latencies and timers of a load run are counted in.</summary>
internal static class LoadClock
{
    public const long Microsecond = 1000;
    public const long Millisecond = 1000 * Microsecond;
    public const long Second = 1000 * Millisecond;

    private static readonly double NanosecondsPerTick = (double)Second / Stopwatch.Frequency;

    public static long Now => Stopwatch.Frequency == Second
        ? Stopwatch.GetTimestamp()
        : (long)(Stopwatch.GetTimestamp() * NanosecondsPerTick);

    public static long From(TimeSpan span) => span.Ticks * 100;
}
