using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace PbxPortal.Tests.Phones;

/// <summary>A clock that a test moves only once somebody waits on it, so that no timer is armed too late to fire.</summary>
internal sealed class WatchedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _armed = Channel.CreateBounded<TimeSpan>(1024);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Assert.True(_armed.Writer.TryWrite(dueTime));
        return timer;
    }

    /// <summary>The next timer that is armed.</summary>
    public async Task<TimeSpan> NextTimerAsync() => await _armed.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until somebody waits for exactly this long, and lets the time pass.</summary>
    public async Task PassAsync(TimeSpan dueTime)
    {
        TimeSpan armed;
        do
        {
            armed = await NextTimerAsync();
        }
        while (armed != dueTime);

        Advance(dueTime);
    }
}
