using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>Devices of a user who wants it so ring in groups by <c>q</c>, one group after the other (RFC 3261, 16.6).</summary>
public sealed class GroupRingingTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;
    private CallPhone _soft = null!;
    private CallPhone _mobile = null!;

    public async ValueTask InitializeAsync()
    {
        User[] users =
        [
            Tenants.User(11, "3516") with { RingOrder = RingOrder.ByPriority, RingSeconds = 10 },
            Tenants.User(12, "3517"),
        ];
        _bench = await RegistrarBench.StartAsync(new DirectoryChange([Tenants.Acme], [.. users], [], []));
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _soft = await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync(parameters: ";q=0.5");
        _mobile = await new CallPhone(_bench, "3516", "192.0.2.13:5060").RegisterAsync(parameters: ";q=0.5");
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync(parameters: ";q=0.9");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task The_next_group_rings_when_the_time_of_the_first_is_over_and_the_first_stops()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var desk = await RingAsync(_desk);
        await _bench.AdvanceAsync(9.5);
        Assert.Null(_soft.TryReceive());
        Assert.Null(_desk.TryReceive());

        await _bench.AdvanceAsync(0.7);

        var cancel = await _desk.ReceiveAsync();
        Assert.StartsWith("CANCEL ", cancel, StringComparison.Ordinal);
        Assert.Equal("SIP ;cause=408 ;text=\"Ring time is over\"", cancel.Row("Reason"));
        _desk.Respond(desk, "487 Request Terminated");
        await RingAsync(_soft);
        _mobile.Respond(await _mobile.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(
            [
                "begin 3517@acme.example -> 3516@acme.example",
                "try 1 sip:3516@192.0.2.11:5060",
                "progress 1 180",
                "try 2 sip:3516@192.0.2.12:5060",
                "try 3 sip:3516@192.0.2.13:5060",
                "end 1 NoAnswer 408",
                "progress 2 180",
                "end 3 Answered 200",
                "answer 3 at-192.0.2.13:5060",
            ],
            _bench.Book.Lines);
    }

    [Fact]
    public async Task The_next_group_rings_at_once_when_all_of_the_first_have_failed()
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), "486 Busy Here");

        _soft.Respond(await _soft.ReceiveAsync(), "480 Temporarily Unavailable");
        Assert.Null(_caller.TryReceive());
        _mobile.Respond(await _mobile.ReceiveAsync(), "480 Temporarily Unavailable");
        Assert.Equal("486 Busy Here", (await _caller.ReceiveAsync()).Status()); // The best of all groups (16.7, step 6).
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task The_last_group_rings_on()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        _desk.Respond(await _desk.ReceiveAsync(), "486 Busy Here");
        Assert.StartsWith("ACK ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
        await RingAsync(_soft);
        await RingAsync(_mobile);

        await _bench.AdvanceAsync(60);

        Assert.Null(_soft.TryReceive());
        Assert.Null(_mobile.TryReceive());
        Assert.Null(_caller.TryReceive());
    }

    [Fact]
    public async Task Who_answers_while_he_is_told_to_stop_has_the_call_and_the_next_group_stops()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var desk = await RingAsync(_desk);
        await _bench.AdvanceAsync(10.2);
        Assert.StartsWith("CANCEL ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
        var soft = await RingAsync(_soft);

        _desk.Respond(desk, "200 OK");

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        var cancel = await _soft.ReceiveAsync();
        Assert.StartsWith("CANCEL ", cancel, StringComparison.Ordinal);
        Assert.Equal("SIP ;cause=200 ;text=\"Call completed elsewhere\"", cancel.Row("Reason"));
        _soft.Respond(soft, "487 Request Terminated");
    }

    [Fact]
    public async Task A_group_that_says_nothing_is_not_waited_for_and_stopped_when_it_does()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var desk = await _desk.ReceiveAsync();
        await _bench.AdvanceAsync(10.2);
        Assert.Contains("end 1 Unreachable 408", _bench.Book.Lines);
        await RingAsync(_soft);
        await RingAsync(_mobile);
        while (_desk.TryReceive() is { } copy)
        {
            Assert.StartsWith("INVITE ", copy, StringComparison.Ordinal);
        }

        _desk.Respond(desk, "180 Ringing");

        Assert.StartsWith("CANCEL ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_registers_meanwhile_rings_when_it_is_its_turn()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var desk = await RingAsync(_desk);

        var equal = await new CallPhone(_bench, "3516", "192.0.2.14:5060").RegisterAsync(parameters: ";q=0.9");
        var last = await new CallPhone(_bench, "3516", "192.0.2.15:5060").RegisterAsync(parameters: ";q=0.1");
        var invite = await RingAsync(equal);
        Assert.Null(last.TryReceive());
        await _bench.AdvanceAsync(10.2);
        _desk.Respond(desk, "487 Request Terminated");
        equal.Respond(invite, "487 Request Terminated");
        await RingAsync(_soft);
        await RingAsync(_mobile);
        Assert.Null(last.TryReceive());
        await _bench.AdvanceAsync(10.2);

        Assert.StartsWith("INVITE ", await last.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decline_for_all_keeps_the_next_group_silent()
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), "603 Decline");

        Assert.Equal("603 Decline", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_soft.TryReceive());
    }

    [Fact]
    public async Task A_MESSAGE_waits_for_nobody()
    {
        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");

        foreach (var phone in new[] { _desk, _soft, _mobile })
        {
            Assert.StartsWith("MESSAGE ", await phone.ReceiveAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>The device gets the INVITE and rings, and the caller hears it.</summary>
    private async Task<string> RingAsync(CallPhone phone)
    {
        var invite = await phone.ReceiveAsync();
        Assert.StartsWith("INVITE ", invite, StringComparison.Ordinal);
        phone.Respond(invite, "180 Ringing");
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());
        return invite;
    }
}
