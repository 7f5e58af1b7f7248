using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Server.Activity;

/// <summary>Viewers share the news; each takes what it may see of them, once per device.</summary>
public sealed class FeedSubscriptionTests : IDisposable
{
    private readonly FeedSubscription _subscription = new(_ => true);

    public void Dispose() => _subscription.Dispose();

    [Fact]
    public void Hands_on_the_very_list_that_all_the_others_get()
    {
        var news = News(7, [Sample.Device(1), Sample.Device(2)]);
        _subscription.Offer(news);

        var batch = _subscription.TakeOrOverflow()!;

        Assert.Same(news.Changed, batch.Changed);
        Assert.Equal(7, batch.Sequence);
    }

    [Fact]
    public void Asks_once_for_each_domain_however_many_devices_there_are()
    {
        var asked = new List<long>();
        using var subscription = new FeedSubscription(domainId =>
        {
            asked.Add(domainId);
            return domainId == 2;
        });
        subscription.Offer(News(1, [.. Enumerable.Range(1, 50).Select(id => Sample.Device(id) with { DomainId = 1 + (id % 2) })]));
        Assert.Empty(asked);

        var batch = subscription.TakeOrOverflow()!;

        Assert.Equal([1, 2], asked.Order());
        Assert.Equal(25, batch.Changed.Count);
        Assert.All(batch.Changed, state => Assert.Equal(2, state.DomainId));
    }

    [Fact]
    public void Tells_a_removal_to_those_who_may_see_the_domain_and_to_all_where_nobody_knows_it()
    {
        using var subscription = new FeedSubscription(domainId => domainId == 2);
        subscription.Offer(new FeedNews(1, isReset: false, [], [new(101, 1), new(102, 2), new(103, null)]));

        Assert.Equal([102, 103], subscription.TakeOrOverflow()!.Removed);
    }

    [Fact]
    public void Merges_what_has_gathered_into_the_latest_state_of_each_device()
    {
        _subscription.Offer(News(1, [Sample.Device(1), Sample.Device(2), Sample.Device(3)]));
        _subscription.Offer(new FeedNews(2, isReset: false, [Sample.Device(1) with { RefreshCount = 9 }], [new(2, 1)]));

        var batch = _subscription.TakeOrOverflow()!;

        Assert.Equal([(1, 9), (3, Sample.Device(3).RefreshCount)], batch.Changed.Select(state => (state.DeviceId, state.RefreshCount)));
        Assert.Equal([2], batch.Removed);
        Assert.Equal(2, batch.Sequence);
    }

    [Fact]
    public void A_reset_drops_what_waited_and_takes_in_what_came_after()
    {
        _subscription.Offer(News(1, [Sample.Device(1)]));
        _subscription.Offer(new FeedNews(2, isReset: true, [Sample.Device(2), Sample.Device(3)], []));
        _subscription.Offer(new FeedNews(3, isReset: false, [Sample.Device(4)], [new(2, 1)]));

        var batch = _subscription.TakeOrOverflow()!;

        Assert.True(batch.IsReset);
        Assert.Equal([3, 4], batch.Changed.Select(state => state.DeviceId));
        Assert.Empty(batch.Removed);
    }

    [Fact]
    public void Keeps_no_more_than_its_share_of_news_for_a_viewer_who_does_not_come()
    {
        var half = News(1, [.. Enumerable.Repeat(Sample.Device(1), FeedSubscription.MaxPending / 2)]);
        _subscription.Offer(half);
        _subscription.Offer(half);
        Assert.Single(_subscription.TakeOrOverflow()!.Changed);

        _subscription.Offer(half);
        _subscription.Offer(half);
        _subscription.Offer(News(2, [Sample.Device(1)]));

        Assert.Null(_subscription.TakeOrOverflow());
        Assert.Empty(_subscription.TakeOrOverflow()!.Changed);
    }

    [Fact]
    public void Takes_one_piece_of_news_however_much_it_is()
    {
        _subscription.Offer(News(1, [.. Enumerable.Repeat(Sample.Device(1), FeedSubscription.MaxPending + 1)]));

        Assert.NotNull(_subscription.TakeOrOverflow());
    }

    [Fact]
    public async Task News_for_a_viewer_who_has_just_left_are_dropped()
    {
        _subscription.Offer(News(7, [Sample.Device(1)]));
        await _subscription.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(7, _subscription.TakeOrOverflow()!.Sequence);
        _subscription.Dispose();

        _subscription.Offer(News(8, [Sample.Device(2)]));

        Assert.Empty(_subscription.TakeOrOverflow()!.Changed);
    }

    [Fact]
    public void News_that_a_snapshot_holds_already_do_not_turn_the_numbers_back()
    {
        _subscription.Offer(News(7, [Sample.Device(1)]));
        _subscription.NoteSnapshot(9);

        Assert.Equal(9, _subscription.TakeOrOverflow()!.Sequence);
        _subscription.Offer(News(8, [Sample.Device(1)]));
        Assert.Equal(9, _subscription.TakeOrOverflow()!.Sequence);
        _subscription.Offer(News(10, [Sample.Device(1)]));
        Assert.Equal(10, _subscription.TakeOrOverflow()!.Sequence);
    }

    [Fact]
    public async Task Says_why_when_no_news_will_come_any_more()
    {
        _subscription.Fail(new TimeoutException());
        await _subscription.WaitAsync(TestContext.Current.CancellationToken);

        var failure = Assert.Throws<InvalidOperationException>(_subscription.TakeOrOverflow);

        Assert.IsType<TimeoutException>(failure.InnerException);
    }

    private static FeedNews News(long sequence, DeviceState[] changed) => new(sequence, isReset: false, changed, []);
}
