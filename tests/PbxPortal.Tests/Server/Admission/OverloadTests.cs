using System.Globalization;
using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Server.Admission;

public sealed class OverloadTests
{
    private readonly TestClock _time = new(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_age_of_what_waits_is_measured_while_it_waits_and_when_it_is_answered()
    {
        var queue = new QueueAge(_time);
        Enter(queue, 100);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        var waiting = queue.Now;
        Leave(queue, 50);
        Enter(queue, 50); // The first of these is the next that is marked.
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var afterFifty = queue.Now;
        Leave(queue, 100);

        Assert.Equal(400, waiting.TotalMilliseconds);
        Assert.Equal(400, afterFifty.TotalMilliseconds);
        Assert.Equal(TimeSpan.Zero, queue.Now);
    }

    [Fact]
    public void A_few_that_wait_are_no_overload_whatever_the_disk_does()
    {
        var queue = new QueueAge(_time);
        Enter(queue, 10);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.Zero, queue.Now);
    }

    [Fact]
    public void Who_refreshes_is_put_off_last()
    {
        var overload = new Overload(new AdmissionOptions { LongestWaitMilliseconds = 500 }, _time);
        Enter(overload.Queue, 100);
        var verdicts = new List<(bool First, bool Refresh)>();
        foreach (var milliseconds in (int[])[400, 300, 900])
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            verdicts.Add((overload.MustPutOff(isRefresh: false), overload.MustPutOff(isRefresh: true)));
        }

        Assert.Equal([(false, false), (true, false), (true, true)], verdicts);
    }

    [Fact]
    public void The_moments_to_come_again_lie_as_far_apart_as_it_takes_to_serve_all()
    {
        var overload = new Overload(new AdmissionOptions { LongestWaitMilliseconds = 500 }, _time);
        overload.RetryAfter();
        _time.Advance(TimeSpan.FromSeconds(1));
        Leave(overload.Queue, 100); // A hundred a second are served.

        var moments = Enumerable.Range(0, 10_000).Select(_ => overload.RetryAfter()).ToList();

        Assert.All(moments, moment => Assert.InRange(moment, 5, 105));
        Assert.True(moments.Max() > 80, "They come too close together.");
        Assert.True(moments.Distinct().Count() > 60, "Too many come at the same moment.");
    }

    [Fact]
    public async Task While_the_disk_is_slow_new_phones_are_put_off_and_registered_ones_are_served()
    {
        await using var bench = await RegistrarBench.StartAsync(new AdmissionOptions { RegisterBurstPerUser = 1000, LongestWaitMilliseconds = 500 });
        var registered = new TestPhone(bench);
        await registered.RegisterAsync();
        var (disk, waiting) = await HoldTheDiskAsync(bench);
        bench.Time.Advance(TimeSpan.FromMilliseconds(700));

        var stranger = new Stranger(bench, "198.51.100.66").Ask()!;
        bench.Deliver(registered.Credentials.Authorize(registered.Request("Contact: <sip:3516@192.0.2.4:5060>")), registered.Wire);
        disk.Release();

        Assert.Equal("503 Service Unavailable", stranger.Status());
        Assert.InRange(int.Parse(stranger.Row("Retry-After"), CultureInfo.InvariantCulture), 5, 305);
        Assert.Equal("200 OK", (await registered.Wire.ReadAsync()).Status());
        foreach (var wire in waiting)
        {
            Assert.Equal("200 OK", (await wire.ReadAsync()).Status());
        }

        Assert.Equal("401 Unauthorized", new Stranger(bench, "198.51.100.67").Ask()!.Status());
    }

    private static void Enter(QueueAge queue, int count)
    {
        for (var i = 0; i < count; i++)
        {
            queue.Enter();
        }
    }

    private static void Leave(QueueAge queue, int count)
    {
        for (var i = 0; i < count; i++)
        {
            queue.Leave();
        }
    }

    /// <summary>Twenty phones that wait for a commit.</summary>
    private static async Task<(HeldDisk Disk, List<PhoneWire> Waiting)> HoldTheDiskAsync(RegistrarBench bench)
    {
        bench.Location.ReceiversTakeTurns = false; // The disk is to hold the loop, not the thread of the test.
        var phones = new List<TestPhone>();
        for (var number = 0; number < 20; number++)
        {
            var phone = new TestPhone(bench, "3517") { Wire = new PhoneWire(string.Create(CultureInfo.InvariantCulture, $"203.0.113.7:{6000 + number}")) };
            phone.Credentials.Accept(await bench.AskAsync(phone.Request("Contact: <sip:x@203.0.113.7>"), phone.Wire));
            phones.Add(phone);
        }

        var disk = bench.Store.HoldTheDisk();
        foreach (var phone in phones)
        {
            bench.Deliver(phone.Credentials.Authorize(phone.Request("Contact: <sip:3517@203.0.113.7:6000>")), phone.Wire);
        }

        await disk.Begun;
        return (disk, [.. phones.Select(phone => phone.Wire)]);
    }
}
