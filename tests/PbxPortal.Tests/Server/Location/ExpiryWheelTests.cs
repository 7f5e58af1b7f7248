using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server.Location;

public sealed class ExpiryWheelTests
{
    [Fact]
    public void Hands_out_each_of_100_000_entries_once_and_within_a_tick_of_its_time()
    {
        var wheel = new ExpiryWheel(now: 0);
        for (var id = 0; id < 100_000; id++)
        {
            wheel.Add(id, DueAt(id));
        }

        var met = new HashSet<long>();
        var due = new Queue<ExpiryWheel.Entry>();
        for (var now = 0L; now <= 8_000_000; now += ExpiryWheel.SlotMilliseconds)
        {
            due.Clear();
            wheel.Advance(now, due);
            foreach (var entry in due)
            {
                Assert.True(met.Add(entry.DeviceId));
                Assert.InRange(now - entry.DueAt, 0, ExpiryWheel.SlotMilliseconds - 1);
            }
        }

        Assert.Equal(100_000, met.Count);
        Assert.Equal(0, wheel.Count);

        static long DueAt(int id) => 1 + (id * 79L % 7_900_000);
    }

    [Fact]
    public void Keeps_an_entry_that_lies_many_turns_ahead()
    {
        const long Month = 30L * 24 * 3600 * 1000;
        var wheel = new ExpiryWheel(now: 0);
        wheel.Add(7, Month);
        var due = new Queue<ExpiryWheel.Entry>();

        for (var now = 0L; now < Month; now += 3_599_900)
        {
            wheel.Advance(now, due);
        }

        Assert.Empty(due);
        Assert.Equal(1, wheel.Count);
        wheel.Advance(Month, due);
        Assert.Equal(new ExpiryWheel.Entry(7, Month), Assert.Single(due));
    }

    [Fact]
    public void Catches_up_after_a_long_sleep()
    {
        var wheel = new ExpiryWheel(now: 0);
        wheel.Add(1, 1_000);
        wheel.Add(2, 10_000_000);
        wheel.Add(3, 900_000_000);
        var due = new Queue<ExpiryWheel.Entry>();

        wheel.Advance(500_000_000, due);

        Assert.Equal([1, 2], due.Select(entry => entry.DeviceId));
        Assert.Equal(1, wheel.Count);
    }

    [Fact]
    public void Meets_at_the_next_tick_what_is_due_already()
    {
        var wheel = new ExpiryWheel(now: 5_000);
        var due = new Queue<ExpiryWheel.Entry>();
        wheel.Advance(5_000, due);
        wheel.Add(1, 4_000);

        wheel.Advance(5_050, due);
        Assert.Empty(due);
        wheel.Advance(5_100, due);

        Assert.Equal(1, Assert.Single(due).DeviceId);
    }

    [Fact]
    public void Never_hands_out_too_early()
    {
        var wheel = new ExpiryWheel(now: 0);
        wheel.Add(1, 101);
        var due = new Queue<ExpiryWheel.Entry>();

        wheel.Advance(100, due);
        wheel.Advance(199, due);
        Assert.Empty(due);
        wheel.Advance(200, due);

        Assert.Single(due);
    }
}
