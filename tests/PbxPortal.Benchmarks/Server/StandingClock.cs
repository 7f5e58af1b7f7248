namespace PbxPortal.Benchmarks.Server;

/// <summary>A clock that stands still, so that no nonce grows old and no binding expires while it is measured.</summary>
internal sealed class StandingClock : TimeProvider
{
    private static readonly DateTimeOffset Now = new(2026, 8, 20, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => 0;
}
