using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Tests.Sip.Transactions;

/// <summary>What the users of transactions are woken by, with a clock that the test moves.</summary>
public sealed class WheelTimerTests : IDisposable
{
    /// <summary>Further ahead than the wheel reaches in one turn.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(181);

    private readonly FakeTimeProvider _clock = new();
    private readonly TransactionLayer _layer;
    private int _fired;

    public WheelTimerTests()
    {
        _layer = new TransactionLayer(_clock, NullLogger<TransactionLayer>.Instance);
    }

    public void Dispose() => _layer.Dispose();

    [Fact]
    public void Fires_once_when_the_time_has_passed()
    {
        _ = Start(Long);

        _clock.Advance(Long - TimeSpan.FromMilliseconds(20));
        Assert.Equal(0, _fired);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(1, _fired);

        _clock.Advance(2 * Long);
        Assert.Equal(1, _fired);
    }

    [Fact]
    public void Does_not_fire_when_it_was_disposed()
    {
        var timer = Start(Long);
        _clock.Advance(TimeSpan.FromSeconds(180));
        timer.Dispose();

        _clock.Advance(Long);

        Assert.Equal(0, _fired);
        Assert.Equal(0, _layer.WaitingCount);
    }

    [Theory]
    [InlineData(181)]
    [InlineData(1)]
    public void Fires_when_it_was_last_told_to(int seconds)
    {
        var timer = Start(Long);
        _clock.Advance(TimeSpan.FromSeconds(100));
        timer.Change(TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(20));
        Assert.Equal(0, _fired);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(1, _fired);
    }

    [Fact]
    public void Can_be_set_anew_after_it_has_fired()
    {
        var timer = Start(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        timer.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2, _fired);
    }

    private ITimer Start(TimeSpan due) => _layer.StartTimer(due, () => _fired++);
}
