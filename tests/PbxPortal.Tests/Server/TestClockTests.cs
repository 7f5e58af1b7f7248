namespace PbxPortal.Tests.Server;

/// <summary>What the tests rely on that move the time step by step.</summary>
public sealed class TestClockTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TestClock _clock = new(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly List<string> _fired = [];

    [Fact]
    public void Has_fired_its_timers_on_the_thread_that_moves_it_whoever_reads_it_meanwhile()
    {
        const int Enough = 100_000;
        var (mover, firings, strangers, missed, reads) = (Environment.CurrentManagedThreadId, 0, 0, 0, 0);
        using var timer = _clock.CreateTimer(_ => Fire(), state: null, Step, Step);
        var reader = new Thread(Read) { IsBackground = true };
        reader.Start();

        for (var step = 1; step <= Enough || Volatile.Read(ref reads) < Enough; step++)
        {
            _clock.Advance(Step);
            missed += Volatile.Read(ref firings) == step ? 0 : 1;
        }

        reader.Join();
        Assert.Equal((0, 0), (missed, strangers));

        void Fire()
        {
            Interlocked.Increment(ref firings);
            strangers += Environment.CurrentManagedThreadId == mover ? 0 : 1;
        }

        void Read()
        {
            for (; reads < Enough; Interlocked.Increment(ref reads))
            {
                _ = _clock.GetUtcNow();
                _ = _clock.GetTimestamp();
            }
        }
    }

    [Fact]
    public void Fires_in_the_order_of_the_moments_and_makes_up_for_what_was_missed()
    {
        using var every40 = Timer("every 40", 40, 40);
        using var at50 = Timer("at 50", 50);
        using var at40 = Timer("at 40", 40);

        _clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(["every 40", "at 40", "at 50", "every 40"], _fired);
    }

    [Fact]
    public void A_timer_can_be_stopped_and_set_anew_also_as_it_fires()
    {
        ITimer? again = null;
        again = _clock.CreateTimer(
            _ =>
            {
                _fired.Add("again");
                again!.Change(TimeSpan.FromMilliseconds(30), Timeout.InfiniteTimeSpan);
            },
            state: null,
            Step,
            Step);
        using var stopped = Timer("stopped", 20);
        Timer("disposed", 20).Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        _clock.Advance(Step);
        _clock.Advance(Step);
        Assert.Equal(["again"], _fired);
        _clock.Advance(Step);

        Assert.Equal(["again", "again"], _fired);
        again.Dispose();
        Assert.False(again.Change(Step, Step));
    }

    [Fact]
    public void What_is_due_at_once_fires_at_once()
    {
        using var timer = Timer("at once", 0, 20);

        Assert.Equal(["at once"], _fired);
        _clock.Advance(Step);
        Assert.Equal(["at once", "at once"], _fired);
    }

    [Fact]
    public void The_wall_clock_is_set_without_time_passing()
    {
        var before = (_clock.GetTimestamp(), _clock.GetUtcNow());

        _clock.SetWallClock(TimeSpan.FromHours(1));

        Assert.Equal((before.Item1, before.Item2.AddHours(1)), (_clock.GetTimestamp(), _clock.GetUtcNow()));
    }

    private ITimer Timer(string name, int dueMilliseconds, int periodMilliseconds = -1) => _clock.CreateTimer(
        _ => _fired.Add(name), state: null, TimeSpan.FromMilliseconds(dueMilliseconds), TimeSpan.FromMilliseconds(periodMilliseconds));
}
