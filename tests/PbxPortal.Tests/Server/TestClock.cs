using Microsoft.Extensions.Time.Testing;

namespace PbxPortal.Tests.Server;

/// <summary>A clock that a test moves, with a wall clock that somebody may set without time passing.</summary>
internal sealed class TestClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _error;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _error;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public void SetWallClock(TimeSpan by) => _error += by;
}
