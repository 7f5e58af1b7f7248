using Microsoft.Extensions.Time.Testing;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server.Activity;

/// <summary>A viewer gets everything there is and every change after it, and costs no more than the devices.</summary>
public sealed class RegistrationFeedTests
{
    [Fact]
    public async Task Gives_a_snapshot_and_then_the_changes()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await using var viewer = new Viewer(bench);

        var snapshot = await viewer.NextAsync();
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        var added = await viewer.NextAsync();
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=0");
        var ended = await viewer.NextAsync();

        Assert.True(snapshot.IsReset);
        Assert.Equal("3516", Assert.Single(snapshot.Changed).Extension);
        Assert.False(added.IsReset);
        Assert.Equal("3517", Assert.Single(added.Changed).Extension);
        Assert.Equal(DeviceStatus.Offline, Assert.Single(ended.Changed).Status);
        Assert.True(snapshot.Sequence < added.Sequence && added.Sequence < ended.Sequence);
        Assert.Equal(bench.Feed.Sequence, ended.Sequence);
    }

    [Fact]
    public async Task Shows_a_viewer_the_domains_that_he_may_see_and_no_others()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync();
        await new TestPhone(bench, "3516", "globex.example").RegisterAsync("Contact: <sip:g@192.0.2.9>");
        await using var viewer = new Viewer(bench, domainId => domainId == 2);

        var snapshot = await viewer.NextAsync();
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await new TestPhone(bench, "3516", "globex.example").RegisterAsync("Contact: <sip:h@192.0.2.9>");
        var change = await viewer.NextAsync();

        Assert.Equal("globex.example", Assert.Single(snapshot.Changed).Domain);
        Assert.Equal("globex.example", Assert.Single(change.Changed).Domain);
    }

    [Fact]
    public async Task A_viewer_who_is_busy_gets_the_latest_state_of_each_device_once()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await using var busy = new Viewer(bench);
        await using var quick = new Viewer(bench);
        await busy.NextAsync();
        await quick.NextAsync();
        for (var refresh = 0; refresh < 5; refresh++)
        {
            await phone.RegisterAsync();
            await quick.NextAsync();
        }

        var batch = await busy.NextAsync();

        Assert.Equal(4, Assert.Single(batch.Changed).RefreshCount);
        Assert.Equal(bench.Feed.Sequence, batch.Sequence);
    }

    [Fact]
    public async Task Tells_that_a_device_is_gone_for_good()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await phone.RegisterAsync("Contact: *\nExpires: 0");
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;
        await using var viewer = new Viewer(bench);
        await viewer.NextAsync();

        await bench.Location.ForgetAsync(deviceId, CancellationToken.None);
        var batch = await viewer.NextAsync();

        Assert.Equal([deviceId], batch.Removed);
        Assert.Empty(batch.Changed);
        Assert.Null(bench.Feed.Find(deviceId));
    }

    [Fact]
    public async Task Tells_that_the_devices_of_a_deleted_user_are_gone()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync();
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;
        await using var viewer = new Viewer(bench);
        await viewer.NextAsync();

        bench.Directory.Apply(Tenants.Removed(11));
        var batch = await viewer.NextAsync();

        Assert.Equal([deviceId], batch.Removed);
    }

    [Fact]
    public async Task Tells_those_of_another_domain_nothing_of_a_device_that_is_gone_even_if_its_user_went_with_it()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync();
        await new TestPhone(bench, "3516", "globex.example").RegisterAsync("Contact: <sip:g@192.0.2.9>");
        await using var acme = new Viewer(bench, domainId => domainId == 1);
        await using var globex = new Viewer(bench, domainId => domainId == 2);
        await acme.NextAsync();
        var deviceId = Assert.Single((await globex.NextAsync()).Changed).DeviceId;

        bench.Directory.Apply(Tenants.Removed(21));
        Assert.Equal([deviceId], (await globex.NextAsync()).Removed);
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        var next = await acme.NextAsync();

        Assert.Empty(next.Removed);
        Assert.Equal("3517", Assert.Single(next.Changed).Extension);
    }

    [Fact]
    public async Task Makes_the_states_once_for_all_viewers()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await using var first = new Viewer(bench);
        await using var second = new Viewer(bench);
        await using var ofAcme = new Viewer(bench, domainId => domainId == 1);
        await Task.WhenAll(first.NextAsync(), second.NextAsync(), ofAcme.NextAsync());

        await new TestPhone(bench).RegisterAsync();
        var batches = await Task.WhenAll(first.NextAsync(), second.NextAsync(), ofAcme.NextAsync());

        Assert.All(batches, batch => Assert.Same(batches[0].Changed, batch.Changed));
    }

    [Fact]
    public async Task Costs_the_location_loop_nothing_per_viewer()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var clock = new FakeTimeProvider();
        using var feed = new RegistrationFeed(bench.Location, bench.Table, bench.Directory, bench.Reach, bench.DeviceCalls, clock);
        var asked = 0;
        var viewers = Enumerable.Range(0, 10).Select(_ => new Viewer(feed, _ => Interlocked.Increment(ref asked) > 0)).ToList();
        await Task.WhenAll(viewers.Select(viewer => viewer.NextAsync()));
        await new TestPhone(bench).RegisterAsync();
        await Task.WhenAll(viewers.Select(viewer => viewer.NextAsync()));
        DeviceTouch[] touched = [new(11, 1), new(11, 2)];
        var (askedBefore, sequence) = (asked, feed.Sequence);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            feed.Publish(touched);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal((askedBefore, sequence + 2000), (asked, feed.Sequence));
        foreach (var viewer in viewers)
        {
            await viewer.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_first_change_goes_out_at_once_and_those_after_it_together_when_the_pause_is_over()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var clock = new FakeTimeProvider();
        using var feed = new RegistrationFeed(bench.Location, bench.Table, bench.Directory, bench.Reach, bench.DeviceCalls, clock);
        await using var viewer = new Viewer(feed);
        var phone = new TestPhone(bench);
        await viewer.NextAsync();

        await phone.RegisterAsync();
        var first = await viewer.NextAsync();
        await phone.RegisterAsync();
        await phone.RegisterAsync();
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        var next = viewer.NextAsync();
        while (!next.IsCompleted)
        {
            clock.Advance(FeedPump.Interval);
            await Task.Yield();
        }

        Assert.Equal(0, Assert.Single(first.Changed).RefreshCount);
        Assert.Equal([("3516", 2), ("3517", 0)], (await next).Changed.Select(state => (state.Extension, state.RefreshCount)));
        Assert.Equal(feed.Sequence, (await next).Sequence);
    }

    [Fact]
    public async Task Begins_again_after_the_last_viewer_has_left()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await using (var left = new Viewer(bench))
        {
            await left.NextAsync();
        }

        await new TestPhone(bench).RegisterAsync();
        await using var viewer = new Viewer(bench);
        Assert.Single((await viewer.NextAsync()).Changed);
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!seen.Contains("3517"))
        {
            seen.UnionWith((await viewer.NextAsync()).Changed.Select(state => state.Extension));
        }

        Assert.Contains("3517", seen);
    }

    [Fact]
    public async Task Starts_a_viewer_anew_who_fell_too_far_behind()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await using var viewer = new Viewer(bench);
        await viewer.NextAsync();
        await new TestPhone(bench).RegisterAsync();
        await viewer.NextAsync();
        ILocationQueue queue = bench.Location;
        var touches = new ManyTouches(TouchRing.Capacity + 1);
        queue.Post(touches);
        await touches.Completion;

        var batch = await viewer.NextAsync();
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        var after = await viewer.NextAsync();

        Assert.True(batch.IsReset);
        Assert.Single(batch.Changed);
        Assert.False(after.IsReset);
        Assert.Equal("3517", Assert.Single(after.Changed).Extension);
    }

    [Fact]
    public async Task Misses_nothing_while_viewers_come_and_go_and_phones_register()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = 1000 });
        var registering = Task.Run(
            async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    await new TestPhone(bench).RegisterAsync($"Contact: <sip:a{i}@192.0.2.4>;+sip.instance=\"<urn:{i}>\"");
                }
            },
            CancellationToken.None);

        var views = new List<Task<int>>();
        while (!registering.IsCompleted)
        {
            views.Add(CountAsync(bench, 300));
            await CountAsync(bench, 1); // Comes and goes at once.
        }

        await registering;
        var counts = await Task.WhenAll(views).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.All(counts, count => Assert.Equal(300, count));
    }

    /// <summary>Watches until so many devices have been seen.</summary>
    private static async Task<int> CountAsync(RegistrarBench bench, int wanted)
    {
        var seen = new HashSet<long>();
        var sequence = 0L;
        await foreach (var batch in bench.Feed.WatchAsync(_ => true, CancellationToken.None))
        {
            Assert.True(batch.Sequence >= sequence);
            sequence = batch.Sequence;
            seen.UnionWith(batch.Changed.Select(state => state.DeviceId));
            if (seen.Count >= wanted)
            {
                break;
            }
        }

        return Math.Min(seen.Count, wanted);
    }

    private sealed class ManyTouches(int count) : AwaitedChange<bool>
    {
        public override bool Apply(LocationTransaction transaction)
        {
            for (var i = 0; i < count; i++)
            {
                transaction.Touched.Add(new DeviceTouch(11, 1_000_000 + i));
            }

            return true;
        }
    }

    private sealed class Viewer(RegistrationFeed feed, Func<long, bool>? sees = null) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<FeedBatch> _batches =
            feed.WatchAsync(sees ?? (_ => true), CancellationToken.None).GetAsyncEnumerator();

        public Viewer(RegistrarBench bench, Func<long, bool>? sees = null)
            : this(bench.Feed, sees)
        {
        }

        public async Task<FeedBatch> NextAsync()
        {
            Assert.True(await _batches.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
            return _batches.Current;
        }

        public ValueTask DisposeAsync() => _batches.DisposeAsync();
    }
}
