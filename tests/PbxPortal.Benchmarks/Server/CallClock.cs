namespace PbxPortal.Benchmarks.Server;

/// <summary>A clock that goes on with the calls: so each transaction ends when as many calls as in reality have come after it.</summary>
internal sealed class CallClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 8, 20, 12, 0, 0, TimeSpan.Zero);
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Volatile.Read(ref _ticks));

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public void Advance(TimeSpan by) => Volatile.Write(ref _ticks, _ticks + by.Ticks);
}
