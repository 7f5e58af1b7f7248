using PbxPortal.Server.Activity;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A device that shall not be disturbed does not ring, and the caller is told so where no other does (RFC 3261, 21.4.18).</summary>
public sealed class DoNotDisturbTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;
    private CallPhone _mobile = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        _mobile = await new CallPhone(_bench, "3516", "192.0.2.13:5060").RegisterAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Only_the_others_ring()
    {
        await SetAsync(_desk, true);

        await _caller.CallAsync("sip:3516@acme.example");

        _mobile.Respond(await _mobile.ReceiveAsync(), "480 Temporarily Unavailable");
        Assert.Equal("480 Temporarily Unavailable", (await _caller.ReceiveAsync()).Status()); // What a phone says that was asked.
        Assert.Null(_desk.TryReceive());
        Assert.Contains("end 1 DoNotDisturb 480", _bench.Book.Lines);
        Assert.True(RowOf(_bench, _desk).DoNotDisturb);
    }

    [Fact]
    public async Task The_caller_is_told_when_it_is_so_on_all_devices()
    {
        await SetAsync(_desk, true);
        await SetAsync(_mobile, true);

        await _caller.CallAsync("sip:3516@acme.example");

        Assert.Equal("480 Temporarily Unavailable (do not disturb)", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(["end 1 DoNotDisturb 480", "end 2 DoNotDisturb 480", "finish Unavailable 480"], _bench.Book.Lines.Where(line => line[0] is 'e' or 'f'));
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task It_holds_over_refreshes_and_restarts_until_it_is_taken_back()
    {
        await SetAsync(_desk, true);
        await SetAsync(_mobile, true);
        await _desk.RegisterAsync();
        await using var later = await _bench.RestartAsync();
        var caller = await new CallPhone(later, "3517", "192.0.2.7:5060").RegisterAsync();
        var desk = await new CallPhone(later, "3516", "192.0.2.11:5060").RegisterAsync();

        await caller.CallAsync("sip:3516@acme.example");
        Assert.Equal("480 Temporarily Unavailable (do not disturb)", (await caller.ReceiveAsync()).Status());
        await later.Location.SetDoNotDisturbAsync(RowOf(later, desk).DeviceId, isOn: false, Cancelled);
        await caller.CallAsync("sip:3516@acme.example", callId: "call-2");

        Assert.StartsWith("INVITE ", await desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_ring_arrives()
    {
        await SetAsync(_desk, true);

        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");

        Assert.StartsWith("MESSAGE ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phone_with_two_flows_is_silent_on_both()
    {
        var flows = new List<CallPhone>();
        foreach (var (remote, regId) in new[] { ("192.0.2.41:41000", "1"), ("192.0.2.41:42000", "2") })
        {
            flows.Add(await new CallPhone(_bench, "3516", remote, TransportProtocol.Tcp, "globex.example")
                .RegisterAsync("Supported: path, outbound", $";reg-id={regId};+sip.instance=\"<urn:uuid:two>\""));
        }

        await _bench.Location.SetDoNotDisturbAsync(_bench.BindingsOf(21)[0].DeviceId, isOn: true, Cancelled);
        await _caller.CallAsync("sip:3516@globex.example");

        Assert.Equal("480 Temporarily Unavailable (do not disturb)", (await _caller.ReceiveAsync()).Status());
        Assert.All(flows, flow => Assert.Null(flow.TryReceive()));
        Assert.All(_bench.DevicesOf(21), device => Assert.True(device.DoNotDisturb));
    }

    [Fact]
    public async Task There_is_no_such_device() =>
        Assert.False(await _bench.Location.SetDoNotDisturbAsync(4711, isOn: true, Cancelled));

    private async Task SetAsync(CallPhone phone, bool isOn)
    {
        Assert.True(await _bench.Location.SetDoNotDisturbAsync(RowOf(_bench, phone).DeviceId, isOn, Cancelled));
    }

    private static DeviceState RowOf(RegistrarBench bench, CallPhone phone) =>
        bench.DevicesOf().Single(device => string.Equals(device.Source, phone.Remote, StringComparison.Ordinal));
}
