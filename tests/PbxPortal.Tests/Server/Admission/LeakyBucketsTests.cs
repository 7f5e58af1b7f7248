using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Server.Admission;

public sealed class LeakyBucketsTests
{
    private static readonly BucketLimit TenPerSecond = BucketLimit.PerSecond(rate: 10, burst: 20);

    [Fact]
    public void Takes_a_burst_and_then_as_much_as_leaks_away()
    {
        var buckets = new LeakyBuckets(64);

        var burst = Enumerable.Range(0, 50).Count(_ => buckets.TryAdd(7, now: 0, TenPerSecond));
        var later = Enumerable.Range(0, 50).Count(_ => buckets.TryAdd(7, now: 500, TenPerSecond));

        Assert.Equal((20, 5), (burst, later));
    }

    [Fact]
    public void A_full_bucket_leaks_although_more_is_refused_all_the_time()
    {
        var buckets = new LeakyBuckets(64);
        while (buckets.TryAdd(7, now: 0, TenPerSecond))
        {
        }

        var taken = Enumerable.Range(1, 10_000).Count(now => buckets.TryAdd(7, now, TenPerSecond));

        Assert.InRange(taken, 98, 101);
    }

    [Fact]
    public void A_clock_that_another_thread_read_earlier_empties_nothing()
    {
        var buckets = new LeakyBuckets(64);
        while (buckets.TryAdd(7, now: 5000, TenPerSecond))
        {
        }

        Assert.False(buckets.TryAdd(7, now: 4990, TenPerSecond));
        Assert.False(buckets.TryAdd(7, now: 5000, TenPerSecond));
    }

    [Fact]
    public void A_million_strangers_push_out_nobody_who_counts_for_something()
    {
        var buckets = new LeakyBuckets(1024);
        var limit = BucketLimit.Within(100, TimeSpan.FromMinutes(10));
        const ulong Culprit = 0x1234_5678_9ABC_DEF1;
        for (var count = 0; count < 99; count++)
        {
            Assert.Equal(BucketAddition.Added, buckets.Add(Culprit, owner: 1, mark: 0, now: 0, limit));
        }

        for (var stranger = 1UL; stranger <= 1_000_000; stranger++)
        {
            buckets.Add(stranger * 0x9E37_79B9_7F4A_7C15, owner: 2, mark: 0, now: 0, limit);
        }

        Assert.Equal(BucketAddition.Filled, buckets.Add(Culprit, owner: 1, mark: 0, now: 0, limit));
    }

    [Fact]
    public void Forgets_all_that_belongs_to_an_owner_and_nothing_else()
    {
        var buckets = new LeakyBuckets(1024);
        var limit = BucketLimit.Within(2, TimeSpan.FromMinutes(10));
        for (var key = 1UL; key <= 40; key++)
        {
            buckets.Add(key << 32, owner: (uint)(key % 2) + 1, mark: 0, now: 0, limit);
        }

        buckets.Clear(owner: 1);

        for (var key = 1UL; key <= 40; key++)
        {
            var expected = key % 2 == 0 ? BucketAddition.Added : BucketAddition.Filled;
            Assert.Equal(expected, buckets.Add(key << 32, owner: 3, mark: 0, now: 0, limit));
        }
    }
}
