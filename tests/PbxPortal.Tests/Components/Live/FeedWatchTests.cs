using Microsoft.Extensions.Time.Testing;
using PbxPortal.Components.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Live;

public sealed class FeedWatchTests
{
    private readonly FakeFeed _feed = new();
    private readonly FakeTimeProvider _clock = new(Sample.Now);

    [Fact]
    public async Task Starting_again_twice_in_a_row_leaves_one_watcher_and_a_last_snapshot()
    {
        _feed.Put(Sample.Device(1));
        var snapshots = new List<string>();
        var watch = new FeedWatch(_feed, _clock, () => Task.CompletedTask);

        watch.Start(_ => true, _ => snapshots.Add("first"), Fail);
        watch.Start(_ => true, _ => snapshots.Add("second"), Fail);
        watch.Start(_ => true, _ => snapshots.Add("third"), Fail);
        await Until(() => snapshots.LastOrDefault() is "third");
        Assert.Single(snapshots, "third");
        await watch.DisposeAsync();

        Assert.Equal(0, _feed.Watchers);
    }

    [Fact]
    public async Task Says_what_went_wrong_and_can_be_started_again()
    {
        var failures = new List<Exception>();
        var batches = new List<FeedBatch>();
        await using var watch = new FeedWatch(_feed, _clock, () => Task.CompletedTask);
        _feed.Failure = new InvalidOperationException("The feed is broken.");

        watch.Start(_ => true, batches.Add, failures.Add);
        await Until(() => failures.Count == 1);
        _feed.Failure = null;
        watch.Start(_ => true, batches.Add, failures.Add);
        await Until(() => batches.Count == 1);

        Assert.True(batches[0].IsReset);
    }

    [Fact]
    public async Task Waits_as_long_as_the_feed_says_before_the_next_batch()
    {
        _feed.Pause = TimeSpan.FromSeconds(3);
        var batches = new List<FeedBatch>();
        await using var watch = new FeedWatch(_feed, _clock, () => Task.CompletedTask);
        watch.Start(_ => true, batches.Add, Fail);
        await Until(() => batches.Count == 1);
        _feed.Put(Sample.Device(1));

        var waited = TimeSpan.Zero;
        while (batches.Count == 1)
        {
            _clock.Advance(FeedWatch.Interval);
            waited += FeedWatch.Interval;
            await Task.Yield();
        }

        Assert.True(waited >= _feed.Pause);
    }

    [Fact]
    public async Task Takes_no_batch_before_the_browser_has_what_was_drawn()
    {
        var drawing = new TaskCompletionSource();
        var batches = new List<FeedBatch>();
        await using var watch = new FeedWatch(_feed, _clock, () => drawing.Task);
        watch.Start(_ => true, batches.Add, Fail);
        await Until(() => batches.Count == 1);
        _feed.Put(Sample.Device(1));
        for (var turn = 0; turn < 20; turn++)
        {
            _clock.Advance(FeedWatch.Interval);
            await Task.Yield();
        }

        Assert.Single(batches);
        drawing.SetResult();
        await LetThroughAsync(() => batches.Count == 2);
    }

    [Fact]
    public async Task Shows_a_browser_five_batches_a_second_at_most_also_when_the_first_came_late()
    {
        var firstDrawing = new TaskCompletionSource();
        var batches = new List<FeedBatch>();
        await using var watch = new FeedWatch(_feed, _clock, () => batches.Count == 1 ? firstDrawing.Task : Task.CompletedTask);
        var begun = _clock.GetUtcNow();
        watch.Start(_ => true, batches.Add, Fail);
        await Until(() => batches.Count == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        firstDrawing.SetResult();
        for (var batch = 2; batch <= 6; batch++)
        {
            _feed.Put(Sample.Device(batch));
            while (batches.Count < batch)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(10));
                for (var turn = 0; turn < 20; turn++)
                {
                    await Task.Yield();
                }
            }
        }

        Assert.True(_clock.GetUtcNow() - begun >= TimeSpan.FromMilliseconds(1150), "The sixth came within a second of the first.");
    }

    [Fact]
    public async Task A_reader_who_leaves_while_his_browser_draws_is_not_waited_for()
    {
        var batches = new List<FeedBatch>();
        var watch = new FeedWatch(_feed, _clock, () => new TaskCompletionSource().Task);
        watch.Start(_ => true, batches.Add, Fail);
        await Until(() => batches.Count == 1);

        await watch.DisposeAsync();

        Assert.Equal(0, _feed.Watchers);
    }

    [Fact]
    public async Task What_would_begin_after_the_reader_has_left_does_not()
    {
        var watch = new FeedWatch(_feed, _clock, () => Task.CompletedTask);
        await watch.DisposeAsync();

        watch.Start(_ => true, _ => Assert.Fail("Nobody looks any more."), Fail);

        Assert.Equal(0, _feed.Watchers);
    }

    private static void Fail(Exception failure) => Assert.Fail(failure.Message);

    private Task LetThroughAsync(Func<bool> isTrue) => Until(() =>
    {
        _clock.Advance(FeedWatch.Interval);
        return isTrue();
    });

    private static async Task Until(Func<bool> isTrue)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            Xunit.TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It did not come true.");
            await Task.Yield();
        }
    }
}
