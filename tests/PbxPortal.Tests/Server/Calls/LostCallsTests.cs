using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Calls;

namespace PbxPortal.Tests.Server.Calls;

/// <summary>A call whose BYE never came does not stay for ever, and one that outlives a registration is not given up.</summary>
public sealed class LostCallsTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private LostCalls _lost = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _lost = new LostCalls(_bench.Calls, _bench.Table, _bench.Location, _bench.Time, NullLogger<LostCalls>.Instance);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_call_is_given_up_when_its_phones_have_been_gone_for_some_minutes()
    {
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=600");
        Talk(callerDeviceId: null, _bench.DevicesOf()[0].DeviceId);
        await _bench.AdvanceAsync(610);
        _lost.Turn();
        await _bench.AdvanceAsync(240);
        _lost.Turn();
        var early = _bench.Calls.Count;
        await _bench.AdvanceAsync(70);

        _lost.Turn();

        Assert.Equal((1, 0), (early, _bench.Calls.Count));
        await _bench.Recorder.StoreAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CallEnding.Unknown, Assert.Single(_bench.FinishedCalls.Calls).Ending);
    }

    [Fact]
    public async Task A_phone_that_is_back_in_time_keeps_its_call()
    {
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=600");
        Talk(callerDeviceId: null, _bench.DevicesOf()[0].DeviceId);
        await _bench.AdvanceAsync(610);
        _lost.Turn();
        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=3600");
        _lost.Turn();
        await _bench.AdvanceAsync(400);

        _lost.Turn();

        Assert.Equal(1, _bench.Calls.Count);
    }

    [Fact]
    public async Task While_one_of_its_two_phones_is_there_it_goes_on()
    {
        await new TestPhone(_bench).RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=7200");
        Talk(callerDeviceId: 4711, _bench.DevicesOf()[0].DeviceId);
        _lost.Turn();
        await _bench.AdvanceAsync(1200);

        _lost.Turn();

        Assert.Equal(1, _bench.Calls.Count);
    }

    [Theory]
    [InlineData(true, 23, 1)]
    [InlineData(true, 24, 0)]
    [InlineData(false, 1, 0)]
    public async Task Nobody_speaks_for_days_or_rings_for_hours(bool isAnswered, int hours, int left)
    {
        if (isAnswered)
        {
            Talk(callerDeviceId: null, calleeDeviceId: null); // From one trunk to another: no phone of ours says anything.
        }
        else
        {
            _bench.Calls.Begin(CallBench.Offer() with { At = _bench.Time.GetUtcNow() });
        }

        await _bench.AdvanceAsync(TimeSpan.FromHours(hours));

        _lost.Turn();

        Assert.Equal(left, _bench.Calls.Count);
    }

    [Fact]
    public async Task The_list_of_devices_is_told_that_a_device_rings_and_speaks()
    {
        await new TestPhone(_bench).RegisterAsync();
        var deviceId = _bench.DevicesOf()[0].DeviceId;
        await using var viewer = _bench.Feed.WatchAsync(_ => true, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await viewer.MoveNextAsync();

        var id = _bench.Calls.Begin(CallBench.Offer("one"));
        _bench.Calls.Try(id, CallBench.Branch(1) with { DeviceId = deviceId });
        _bench.Calls.Progress(id, 1, 180);
        await viewer.MoveNextAsync();
        var ringing = Assert.Single(viewer.Current.Changed);
        _bench.Calls.Answer(id, 1, "b");
        await viewer.MoveNextAsync();
        var talking = Assert.Single(viewer.Current.Changed);
        _bench.Calls.HangUp("one", "b", "a", _bench.Time.GetUtcNow());
        await viewer.MoveNextAsync();
        var idle = Assert.Single(viewer.Current.Changed);

        Assert.Equal(
            [DeviceCallState.Ringing, DeviceCallState.InCall, DeviceCallState.None], new[] { ringing, talking, idle }.Select(state => state.CallState));
        Assert.All([ringing, talking, idle], state => Assert.Equal(DeviceStatus.Online, state.Status));
    }

    private void Talk(long? callerDeviceId, long? calleeDeviceId)
    {
        var offer = CallBench.Offer() with { At = _bench.Time.GetUtcNow() };
        var id = _bench.Calls.Begin(offer with { Caller = offer.Caller with { DeviceId = callerDeviceId } });
        _bench.Calls.Try(id, CallBench.Branch(1) with { DeviceId = calleeDeviceId });
        _bench.Calls.Answer(id, 1, "b");
    }
}
