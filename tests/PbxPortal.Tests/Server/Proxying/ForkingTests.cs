using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A call rings every device of the user (RFC 3261, 16.6 to 16.10), and the caller gets the right answer in time.</summary>
public sealed class ForkingTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;
    private CallPhone _soft = null!;
    private CallPhone _mobile = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        _soft = await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Tcp).RegisterAsync();
        _mobile = await new CallPhone(_bench, "3516", "192.0.2.13:5060").RegisterAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Three_devices_ring_one_answers_and_the_others_are_told_why_they_stop()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var (desk, soft, mobile) = await RingAllAsync();

        _soft.Respond(soft, "200 OK");

        var ok = await _caller.ReceiveAsync();
        Assert.Equal("200 OK", ok.Status());
        Assert.Equal($"<sip:3516@acme.example>;tag={_soft.ResponseTag}", ok.Row("To"));
        foreach (var (phone, invite) in new[] { (_desk, desk), (_mobile, mobile) })
        {
            var cancel = await phone.ReceiveAsync();
            Assert.StartsWith($"CANCEL {phone.Contact} SIP/2.0\n", cancel, StringComparison.Ordinal);
            Assert.Equal(invite.Rows("Via")[0], cancel.Row("Via"));
            Assert.Equal("SIP ;cause=200 ;text=\"Call completed elsewhere\"", cancel.Row("Reason"));
            phone.Respond(cancel, "200 OK");
            phone.Respond(invite, "487 Request Terminated");
            Assert.StartsWith("ACK ", await phone.ReceiveAsync(), StringComparison.Ordinal);
        }

        Assert.Null(_caller.TryReceive());
        Assert.Equal(0, _bench.Proxy.InviteCount);
        Assert.Equal(
            [
                "begin 3517@acme.example -> 3516@acme.example",
                "try 1 sip:3516@192.0.2.11:5060",
                "try 2 sip:3516@192.0.2.12:41000;transport=tcp",
                "try 3 sip:3516@192.0.2.13:5060",
                "progress 1 180",
                "progress 2 180",
                "progress 3 180",
                "end 2 Answered 200",
                "answer 2 at-192.0.2.12:41000",
                "end 1 Elsewhere 487",
                "end 3 Elsewhere 487",
            ],
            _bench.Book.Lines);
    }

    [Fact]
    public async Task The_book_learns_who_calls_from_where()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        await RingAllAsync();

        var offer = Assert.Single(_bench.Book.Offers);
        var (caller, callee) = (offer.Caller, offer.Callee);
        Assert.Equal(("call-1", "tag-3517", _bench.Time.GetUtcNow()), (offer.CallId, offer.FromTag, offer.At));
        Assert.Equal((12, 1, "192.0.2.7:5060"), (caller.UserId, caller.DomainId, caller.Source));
        Assert.Equal(_bench.BindingsOf(12)[0].DeviceId, caller.DeviceId);
        Assert.Equal((11, 1, null, "User 3516", ""), (callee.UserId, callee.DomainId, callee.DeviceId, callee.DisplayName, callee.Source));
        Assert.Equal(_bench.BindingsOf().Select(binding => (long?)binding.DeviceId).Order(), _bench.Book.Branches.Select(branch => branch.DeviceId).Order());
        Assert.All(_bench.Book.Branches, branch => Assert.Contains("T46U", branch.Device, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_caller_gives_up()
    {
        var invite = await _caller.CallAsync("sip:3516@acme.example");
        var (desk, soft, mobile) = await RingAllAsync();

        _caller.Deliver(CallText.CancelOf(invite) + "\nReason: SIP ;cause=600");

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        foreach (var (phone, itsInvite) in new[] { (_desk, desk), (_soft, soft), (_mobile, mobile) })
        {
            var cancel = await phone.ReceiveAsync();
            Assert.Equal("SIP ;cause=600", cancel.Row("Reason"));
            phone.Respond(itsInvite, "487 Request Terminated");
        }

        Assert.Equal("487 Request Terminated", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(["end 1 Cancelled 487", "end 2 Cancelled 487", "end 3 Cancelled 487", "finish Cancelled 487"], _bench.Book.Lines.TakeLast(4));
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task The_caller_who_gives_up_does_not_wait_for_a_device_that_never_said_anything()
    {
        var invite = await _caller.CallAsync("sip:3516@acme.example");
        var desk = await _desk.ReceiveAsync();

        _caller.Deliver(CallText.CancelOf(invite));
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal("487 Request Terminated", (await _caller.ReceiveAsync()).Status());

        // And when it does say something it is stopped at once (9.1).
        _desk.Respond(desk, "180 Ringing");
        Assert.StartsWith("CANCEL ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    /// <summary>Whoever answered learns from the caller that it is over (15.1.1): with a BYE.</summary>
    [Fact]
    public async Task An_answer_that_crosses_the_CANCEL_still_reaches_the_caller()
    {
        var invite = await _caller.CallAsync("sip:3516@acme.example");
        var (desk, soft, mobile) = await RingAllAsync();

        _caller.Deliver(CallText.CancelOf(invite));
        Assert.Equal("1 CANCEL", (await _caller.ReceiveAsync()).Row("CSeq"));
        _desk.Respond(desk, "200 OK");
        _soft.Respond(soft, "487 Request Terminated");
        _mobile.Respond(mobile, "487 Request Terminated");

        var ok = await _caller.ReceiveAsync();
        Assert.Equal(("200 OK", "1 INVITE"), (ok.Status(), ok.Row("CSeq")));
        Assert.Null(_caller.TryReceive());
        Assert.Equal(0, _bench.Proxy.InviteCount);
        Assert.StartsWith("CANCEL ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
        _caller.Deliver(_caller.RequestAsCaller("BYE", ok));
        Assert.StartsWith("BYE ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("486 Busy Here", "480 Temporarily Unavailable", "404 Not Found", "486 Busy Here", "Busy")]
    [InlineData("404 Not Found", "480 Temporarily Unavailable", "500 Server Internal Error", "480 Temporarily Unavailable", "Unavailable")]
    [InlineData("302 Moved Temporarily", "486 Busy Here", "480 Temporarily Unavailable", "302 Moved Temporarily", "Failed")]
    [InlineData("503 Service Unavailable", "503 Service Unavailable", "503 Service Unavailable", "500 Server Internal Error", "Failed")]
    [InlineData("486 Busy Here", "415 Unsupported Media Type", "480 Temporarily Unavailable", "415 Unsupported Media Type", "Failed")]
    [InlineData("486 Busy Here", "603 Decline", "480 Temporarily Unavailable", "603 Decline", "Declined")]
    public async Task The_best_response_is_chosen(string desk, string soft, string mobile, string expected, string result)
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), desk);
        _soft.Respond(await _soft.ReceiveAsync(), soft);
        _mobile.Respond(await _mobile.ReceiveAsync(), mobile);

        Assert.Equal(expected, (await _caller.ReceiveAsync()).Status());
        Assert.Equal($"finish {result} {expected[..3]}", _bench.Book.Lines[^1]);
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task A_6xx_stops_the_others_and_waits_for_them()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var (desk, soft, mobile) = await RingAllAsync();

        _desk.Respond(desk, "603 Decline");

        Assert.StartsWith("ACK ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("SIP ;cause=603", (await _soft.ReceiveAsync()).Row("Reason"));
        Assert.Equal("SIP ;cause=603", (await _mobile.ReceiveAsync()).Row("Reason"));
        Assert.Null(_caller.TryReceive());
        _soft.Respond(soft, "487 Request Terminated");
        _mobile.Respond(mobile, "487 Request Terminated");
        Assert.Equal("603 Decline", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(
            [
                "end 1 Declined 603",
                "end 2 RefusedElsewhere 487 declined on Yealink T46U",
                "end 3 RefusedElsewhere 487 declined on Yealink T46U",
                "finish Declined 603",
            ],
            _bench.Book.Lines.TakeLast(4));
    }

    [Fact]
    public async Task A_failure_half_way_stops_whoever_rings_already_and_the_caller_is_told()
    {
        _bench.Book.FailsAt = 2;

        await _caller.CallAsync("sip:3516@acme.example");

        Assert.Equal("500 Server Internal Error", (await _caller.ReceiveAsync()).Status());
        _desk.Respond(await _desk.ReceiveAsync(), "180 Ringing");
        var cancel = await _desk.ReceiveAsync();
        Assert.StartsWith("CANCEL ", cancel, StringComparison.Ordinal);
        Assert.Equal("SIP ;cause=500", cancel.Row("Reason"));
        Assert.Null(_caller.TryReceive());
        Assert.Contains("finish Failed 500", _bench.Book.Lines);
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task The_challenges_of_all_branches_go_back_together()
    {
        await _caller.CallAsync("sip:3516@acme.example");

        _desk.Respond(await _desk.ReceiveAsync(), "401 Unauthorized", "WWW-Authenticate: Digest realm=\"desk\", nonce=\"1\"");
        _soft.Respond(await _soft.ReceiveAsync(), "407 Proxy Authentication Required", "Proxy-Authenticate: Digest realm=\"soft\", nonce=\"2\"");
        _mobile.Respond(await _mobile.ReceiveAsync(), "486 Busy Here");

        var response = await _caller.ReceiveAsync();
        Assert.Equal("401 Unauthorized", response.Status());
        Assert.Equal("Digest realm=\"desk\", nonce=\"1\"", response.Row("WWW-Authenticate"));
        Assert.Equal("Digest realm=\"soft\", nonce=\"2\"", response.Row("Proxy-Authenticate"));
    }

    [Fact]
    public async Task Two_that_answer_at_the_same_moment_both_go_back_and_so_do_their_copies()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var (desk, soft, _) = await RingAllAsync();

        _desk.Respond(desk, "200 OK");
        _soft.Respond(soft, "200 OK");
        _desk.Respond(desk, "200 OK");

        string[] tags = [(await _caller.ReceiveAsync()).Row("To"), (await _caller.ReceiveAsync()).Row("To"), (await _caller.ReceiveAsync()).Row("To")];
        Assert.Equal(
            [$"<sip:3516@acme.example>;tag={_desk.ResponseTag}", $"<sip:3516@acme.example>;tag={_soft.ResponseTag}", $"<sip:3516@acme.example>;tag={_desk.ResponseTag}"],
            tags);
        Assert.Equal(2, _bench.Book.Lines.Count(line => line.StartsWith("answer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_device_that_is_silent_counts_as_unreachable_and_one_that_rings_too_long_is_stopped()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var soft = await _soft.ReceiveAsync();
        _soft.Respond(soft, "180 Ringing");
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());

        await _bench.AdvanceAsync(33); // Timer B for the two over UDP.
        Assert.Equal(["end 1 Unreachable 408", "end 3 Unreachable 408"], _bench.Book.Lines.TakeLast(2).Order());
        Assert.Null(_caller.TryReceive());
        await _bench.AdvanceAsync(149); // Timer C.
        Assert.StartsWith("CANCEL ", await _soft.ReceiveAsync(), StringComparison.Ordinal);
        _soft.Respond(soft, "487 Request Terminated");

        Assert.Equal("408 Request Timeout", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(["end 2 NoAnswer 408", "finish NoAnswer 408"], _bench.Book.Lines.TakeLast(2));
    }

    [Fact]
    public async Task Every_provisional_response_starts_timer_C_anew()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var (_, soft, _) = await RingAllAsync();

        await _bench.AdvanceAsync(150);
        _soft.Respond(soft, "183 Session Progress");
        Assert.Equal("183 Session Progress", (await _caller.ReceiveAsync()).Status());
        await _bench.AdvanceAsync(150);
        Assert.Null(_soft.TryReceive());
        await _bench.AdvanceAsync(31);

        Assert.StartsWith("CANCEL ", await _soft.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_flow_fails_at_once_and_the_others_ring_on()
    {
        _soft.Wire.Close(); // Nobody has noticed it yet.

        await _caller.CallAsync("sip:3516@acme.example");

        Assert.Contains("end 2 Unreachable 503", _bench.Book.Lines);
        _desk.Respond(await _desk.ReceiveAsync(), "486 Busy Here");
        _mobile.Respond(await _mobile.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_device_that_loses_its_connection_while_it_rings_is_dropped_and_rings_again_when_it_is_back()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        await RingAllAsync();

        await _bench.CloseAsync(_soft.Wire);
        await _bench.AdvanceAsync(1);
        Assert.Equal("end 2 ConnectionLost 503", _bench.Book.Lines[^1]);
        Assert.Null(_caller.TryReceive());
        await _soft.ReconnectAsync();

        _soft.Respond(await _soft.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Contains("end 4 Answered 200", _bench.Book.Lines);
    }

    [Fact]
    public async Task A_device_that_registers_while_it_rings_joins_in()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var (desk, _, _) = await RingAllAsync();
        _desk.Respond(desk, "486 Busy Here");
        Assert.StartsWith("ACK ", await _desk.ReceiveAsync(), StringComparison.Ordinal);

        var late = await new CallPhone(_bench, "3516", "192.0.2.14:5060").RegisterAsync();
        await _desk.RegisterAsync(); // It has had its say.

        late.Respond(await late.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_desk.TryReceive());
        Assert.Equal(4, _bench.Book.Branches.Count);
    }

    /// <summary>RFC 5626, 7.</summary>
    [Fact]
    public async Task A_phone_with_two_flows_rings_once_and_over_the_other_when_one_is_lost()
    {
        var (first, second) = await RegisterTwoFlowsAsync();

        await _caller.CallAsync("sip:3516@globex.example");
        second.Respond(await second.ReceiveAsync(), "180 Ringing");
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());
        Assert.Null(first.TryReceive());
        await _bench.CloseAsync(second.Wire);
        await _bench.AdvanceAsync(1);

        first.Respond(await first.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(2, _bench.Book.Branches.Count);
    }

    [Theory]
    [InlineData("430 Flow Failed", true, "200 OK")]
    [InlineData("486 Busy Here", false, "486 Busy Here")]
    public async Task The_other_flow_is_tried_only_when_the_phone_has_not_answered(string status, bool isTried, string expected)
    {
        var (first, second) = await RegisterTwoFlowsAsync();

        await _caller.CallAsync("sip:3516@globex.example");
        second.Respond(await second.ReceiveAsync(), status);
        if (isTried)
        {
            first.Respond(await first.ReceiveAsync(), "200 OK");
        }

        Assert.Equal(expected, (await _caller.ReceiveAsync()).Status());
        Assert.Null(first.TryReceive());
    }

    [Fact]
    public async Task When_all_flows_are_dead_the_user_is_unavailable()
    {
        _desk.Wire.Close();
        _soft.Wire.Close();
        _mobile.Wire.Close();

        await _caller.CallAsync("sip:3516@acme.example");

        Assert.Equal("480 Temporarily Unavailable", (await _caller.ReceiveAsync()).Status());
        Assert.Equal("finish Unavailable 480", _bench.Book.Lines[^1]);
    }

    [Fact]
    public async Task Copies_of_the_INVITE_change_nothing_and_the_ACK_of_a_failure_ends_here()
    {
        var invite = await _caller.CallAsync("sip:3516@acme.example");
        var (desk, soft, mobile) = await RingAllAsync();

        _caller.Deliver(invite);
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());
        _desk.Respond(desk, "486 Busy Here");
        _soft.Respond(soft, "486 Busy Here");
        _mobile.Respond(mobile, "486 Busy Here");
        var busy = await _caller.ReceiveAsync();
        _caller.Deliver(CallText.CancelOf(invite, "ACK").Replace("To: <sip:3516@acme.example>", $"To: {busy.Row("To")}", StringComparison.Ordinal));
        await _bench.AdvanceAsync(10);

        Assert.Null(_caller.TryReceive());
        Assert.Equal(3, _bench.Book.Branches.Count);
    }

    [Fact]
    public async Task A_CANCEL_for_nothing_is_told_so()
    {
        _caller.Deliver(CallText.CancelOf(_caller.Request("sip:3516@acme.example")));

        Assert.Equal("481 Call/Transaction Does Not Exist", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_MESSAGE_goes_to_every_device_and_the_first_success_back()
    {
        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");

        _desk.Respond(await _desk.ReceiveAsync(), "200 OK");
        _soft.Respond(await _soft.ReceiveAsync(), "200 OK");
        _mobile.Respond(await _mobile.ReceiveAsync(), "486 Busy Here");

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_caller.TryReceive());
        Assert.Empty(_bench.Book.Lines); // It is no call.
    }

    [Fact]
    public async Task Nobody_is_told_of_a_MESSAGE_that_was_never_answered()
    {
        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");

        await _bench.AdvanceAsync(33);

        Assert.Null(_caller.TryReceive()); // RFC 4320, 4.2: its sender has given up at the same moment.
        Assert.Equal(0, _bench.Transactions.ServerCount);
    }

    private async Task<(CallPhone First, CallPhone Second)> RegisterTwoFlowsAsync()
    {
        var first = await FlowAsync("192.0.2.41:41000", ";reg-id=1");
        await _bench.AdvanceAsync(1);
        return (first, await FlowAsync("192.0.2.41:42000", ";reg-id=2"));

        Task<CallPhone> FlowAsync(string remote, string regId) =>
            new CallPhone(_bench, "3516", remote, TransportProtocol.Tcp, "globex.example")
                .RegisterAsync("Supported: path, outbound", $"{regId};+sip.instance=\"<urn:uuid:two>\"");
    }

    /// <summary>Every device gets the INVITE and rings, and the caller hears each.</summary>
    private async Task<(string Desk, string Soft, string Mobile)> RingAllAsync()
    {
        var invites = (await _desk.ReceiveAsync(), await _soft.ReceiveAsync(), await _mobile.ReceiveAsync());
        foreach (var (phone, invite) in new[] { (_desk, invites.Item1), (_soft, invites.Item2), (_mobile, invites.Item3) })
        {
            phone.Respond(invite, "100 Trying");
            phone.Respond(invite, "180 Ringing");
            Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());
        }

        return invites;
    }
}
