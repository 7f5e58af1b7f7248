using Microsoft.Extensions.Time.Testing;
using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Server.Activity;

/// <summary>The busier the registrar, the smaller the part of the processor that all viewers have together.</summary>
public sealed class ViewerShareTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ViewerShare _share;

    public ViewerShareTests()
    {
        _share = new ViewerShare(_clock);
    }

    [Fact]
    public void Lets_the_viewers_work_as_they_like_while_little_changes()
    {
        ObserveRate(50);

        Assert.Equal(TimeSpan.FromMilliseconds(20), _share.PauseAfter(TimeSpan.FromMilliseconds(20)));
    }

    [Theory]
    [InlineData(1_000, 20)]
    [InlineData(4_000, 80)]
    [InlineData(20_000, 400)]
    [InlineData(60_000, 400)]
    public void Makes_a_viewer_wait_in_proportion_to_its_work_and_the_load(int rate, int expected)
    {
        ObserveRate(rate);

        Assert.Equal(TimeSpan.FromMilliseconds(expected), _share.PauseAfter(TimeSpan.FromMilliseconds(20)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(25)]
    public void In_a_storm_all_viewers_together_take_one_twentieth_however_many_they_are(int viewers)
    {
        ObserveRate(60_000);
        var work = TimeSpan.FromMilliseconds(10);
        var turns = new PriorityQueue<int, TimeSpan>(Enumerable.Range(0, viewers).Select(viewer => (viewer, TimeSpan.Zero)));
        var taken = new int[viewers];
        var elapsed = TimeSpan.Zero;

        while (elapsed < TimeSpan.FromMinutes(10))
        {
            turns.TryDequeue(out var viewer, out var at);
            if (at > elapsed)
            {
                _clock.Advance(at - elapsed);
                elapsed = at;
            }

            _clock.Advance(work);
            elapsed += work;
            taken[viewer]++;
            turns.Enqueue(viewer, elapsed + _share.PauseAfter(work));
        }

        var share = taken.Sum() * work / elapsed;
        Assert.InRange(share, 0.045, 0.0505);
        Assert.InRange(taken.Max() - taken.Min(), 0, 1);
    }

    [Fact]
    public void What_is_owed_is_forgiven_as_time_passes()
    {
        ObserveRate(60_000);
        _share.PauseAfter(TimeSpan.FromMilliseconds(100));
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromMilliseconds(20), _share.PauseAfter(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void Never_lets_a_list_stand_still_for_long()
    {
        ObserveRate(60_000);

        Assert.Equal(ViewerShare.LongestPause, _share.PauseAfter(TimeSpan.FromMinutes(1)));
        Assert.Equal(ViewerShare.LongestPause, _share.PauseAfter(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void The_storm_is_over_when_the_rate_says_so()
    {
        ObserveRate(60_000);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _share.Observe(60_010);

        Assert.Equal(TimeSpan.FromMilliseconds(5), _share.PauseAfter(TimeSpan.FromMilliseconds(5)));
    }

    [Fact]
    public void A_burst_of_a_moment_is_no_storm()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        _share.Observe(50_000);

        Assert.Equal(TimeSpan.FromMilliseconds(5), _share.PauseAfter(TimeSpan.FromMilliseconds(5)));
    }

    private void ObserveRate(int perSecond)
    {
        _clock.Advance(ViewerShare.SampleTime);
        _share.Observe(perSecond);
    }
}
