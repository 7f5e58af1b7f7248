using PbxPortal.Hosting;

namespace PbxPortal.Tests.Hosting;

public sealed class CollectionScheduleTests
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(200, 209, false)]
    [InlineData(200, 211, true)]
    [InlineData(20, 23, false)]
    [InlineData(20, 25, true)]
    [InlineData(200, 180, false)]
    public void The_old_generation_is_collected_when_it_has_grown_by_a_twentieth_and_some_megabytes(long then, long now, bool isDue)
    {
        Assert.Equal(isDue, new CollectionSchedule().IsDue(new OldGeneration(0, then * Megabyte, now * Megabyte), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void It_rests_after_each_collection_whoever_has_begun_it()
    {
        var schedule = new CollectionSchedule();
        var due = new List<int>();
        for (var second = 1; second <= 60; second++)
        {
            // One is told of three seconds after it has begun, and at 40 the runtime itself has ended one.
            var collections = second < 18 ? 1 : second < 40 ? 2 : 3;
            if (schedule.IsDue(new OldGeneration(collections, 100 * Megabyte, 200 * Megabyte), TimeSpan.FromSeconds(second)))
            {
                due.Add(second);
            }
        }

        Assert.Equal([16, 33, 55], due);
    }

    [Fact]
    public void It_does_not_ask_again_while_one_is_under_way_nor_forever_wait_for_one_that_never_ends()
    {
        var schedule = new CollectionSchedule();

        var due = Enumerable.Range(1, 300).Where(second => schedule.IsDue(new OldGeneration(1, 100 * Megabyte, 200 * Megabyte), TimeSpan.FromSeconds(second)));

        Assert.Equal([16, 196], due);
    }

    [Fact]
    public void Where_memory_is_short_the_runtime_decides_alone()
    {
        var grown = new OldGeneration(0, 100 * Megabyte, 200 * Megabyte);

        Assert.False(new CollectionSchedule().IsDue(grown with { IsMemoryShort = true }, TimeSpan.FromSeconds(60)));
        Assert.True(new CollectionSchedule().IsDue(grown, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void The_runtime_tells_how_much_has_lived_for_long()
    {
        var kept = Enumerable.Range(0, 1000).Select(_ => new byte[10_000]).ToArray();
        GC.Collect();
        GC.Collect(); // The first one brings them only half of the way.
        var before = OldGeneration.Read();
        GC.Collect();
        var after = OldGeneration.Read();

        Assert.True(before.Bytes >= 1000 * 10_000, before.ToString());
        Assert.True(after.Collections > before.Collections, after.ToString());
        GC.KeepAlive(kept);
    }
}
