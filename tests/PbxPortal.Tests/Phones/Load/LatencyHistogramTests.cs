using PbxPortal.Phones.Load;

namespace PbxPortal.Tests.Phones.Load;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Without_a_latency_every_percentile_is_zero()
    {
        Assert.Equal(0, new LatencyHistogram().Percentile(0.99));
    }

    [Fact]
    public void One_latency_is_every_percentile()
    {
        var histogram = new LatencyHistogram();

        histogram.Add(100);

        Assert.Equal(100, histogram.Percentile(0.001));
        Assert.Equal(100, histogram.Percentile(1));
    }

    [Fact]
    public void A_percentile_is_the_smallest_that_this_share_did_not_exceed()
    {
        var histogram = new LatencyHistogram();

        for (var latency = 1; latency <= 100; latency++)
        {
            histogram.Add(latency);
        }

        Assert.Equal(50, histogram.Percentile(0.5));
        Assert.Equal(99, histogram.Percentile(0.99));
        Assert.Equal(100, histogram.Percentile(0.999));
        Assert.Equal(100, histogram.Greatest);
        Assert.Equal(100, histogram.Count);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1_000_000)]
    [InlineData(123_456_789)]
    [InlineData(32_000_000_000)]
    [InlineData(long.MaxValue)]
    public void A_latency_of_any_size_is_right_within_one_percent(long latency)
    {
        var histogram = new LatencyHistogram();

        histogram.Add(latency);
        histogram.Add(long.MaxValue);

        Assert.InRange(histogram.Percentile(0.5), latency * 0.99, latency * 1.01);
    }

    [Fact]
    public void A_clock_that_stood_still_counts_as_no_time()
    {
        var histogram = new LatencyHistogram();

        histogram.Add(-1);

        Assert.Equal(0, histogram.Percentile(0.5));
        Assert.Equal(1, histogram.Count);
    }
}
