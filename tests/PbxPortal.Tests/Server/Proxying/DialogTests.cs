using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>The rest of a dialog finds both sides by the tokens in Record-Route, with nothing remembered (RFC 3261, 16.4, 16.12; RFC 5626, 5.3).</summary>
public sealed class DialogTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _callee = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _callee = await new CallPhone(_bench, "3516", "192.0.2.12:41000", TransportProtocol.Tcp).RegisterAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task The_ACK_of_a_2xx_goes_end_to_end()
    {
        var (_, ok) = await TalkAsync();

        _caller.Deliver(_caller.RequestAsCaller("ACK", ok, cSeq: 1));

        var ack = await _callee.ReceiveAsync();
        Assert.StartsWith($"ACK {_callee.Contact} SIP/2.0\n", ack, StringComparison.Ordinal);
        Assert.Empty(ack.Rows("Route"));
        Assert.Equal(2, ack.Rows("Via").Count);
        Assert.Equal("69", ack.Row("Max-Forwards"));
    }

    [Theory]
    [InlineData("BYE")]
    [InlineData("INVITE")]
    [InlineData("UPDATE")]
    [InlineData("INFO")]
    [InlineData("PRACK")]
    [InlineData("REFER")]
    [InlineData("MESSAGE")]
    [InlineData("NOTIFY")]
    [InlineData("OPTIONS")]
    [InlineData("SUBSCRIBE")]
    [InlineData("NOVEL")]
    public async Task Every_request_passes_both_ways_unasked(string method)
    {
        var (invite, ok) = await TalkAsync();

        await PassesAsync(_caller.RequestAsCaller(method, ok), _caller, _callee);
        await PassesAsync(_callee.RequestAsCallee(method, invite), _callee, _caller);
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task A_BYE_from_either_side_is_told()
    {
        var (invite, ok) = await TalkAsync();

        _callee.Deliver(_callee.RequestAsCallee("BYE", invite));
        _ = await _caller.ReceiveAsync();
        Assert.Equal($"hang up call-1 {_callee.ResponseTag} tag-3517", _bench.Book.Lines[^1]);
        _caller.Deliver(_caller.RequestAsCaller("BYE", ok));
        _ = await _callee.ReceiveAsync();
        Assert.Equal($"hang up call-1 tag-3517 {_callee.ResponseTag}", _bench.Book.Lines[^1]);
    }

    [Fact]
    public async Task A_re_INVITE_is_no_new_call()
    {
        var (_, ok) = await TalkAsync();
        var told = _bench.Book.Lines.Count;

        await PassesAsync(_caller.RequestAsCaller("INVITE", ok), _caller, _callee);

        Assert.Equal(told, _bench.Book.Lines.Count);
    }

    [Fact]
    public async Task After_a_restart_both_sides_still_find_each_other()
    {
        var (invite, ok) = await TalkAsync();

        await using var restarted = await _bench.RestartAsync();
        var caller = await new CallPhone(restarted, "3517", "192.0.2.7:5060").RegisterAsync();
        var callee = await new CallPhone(restarted, "3516", "192.0.2.12:41000", TransportProtocol.Tcp).RegisterAsync();

        await PassesAsync(caller.RequestAsCaller("UPDATE", ok), caller, callee);
        await PassesAsync(callee.RequestAsCallee("BYE", invite), callee, caller);
    }

    [Fact]
    public async Task A_device_that_reconnected_is_found_over_its_new_connection()
    {
        var (_, ok) = await TalkAsync();
        await _bench.CloseAsync(_callee.Wire);
        await _callee.ReconnectAsync();

        await PassesAsync(_caller.RequestAsCaller("BYE", ok), _caller, _callee);
    }

    [Fact]
    public async Task A_device_whose_NAT_gave_it_another_port_is_found_there()
    {
        var (invite, _) = await TalkAsync();
        var moved = new CallPhone(_bench, "3517", "192.0.2.7:61000") { Contact = _caller.Contact };
        await moved.RegisterAsync();

        _callee.Deliver(_callee.RequestAsCallee("BYE", invite));

        Assert.StartsWith("BYE ", await moved.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Null(_caller.TryReceive());
    }

    [Fact]
    public async Task The_contact_of_a_dialog_may_be_a_GRUU()
    {
        var instance = ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\"";
        var phone = await new CallPhone(_bench, "3516", "192.0.2.31:5060").RegisterAsync("Supported: gruu", instance);
        var (_, ok) = await TalkAsync();
        var gruu = "sip:3516@acme.example;gr=urn:uuid:00000000-0000-1000-8000-000a95a0e128";

        _caller.Deliver(_caller.RequestAsCaller("UPDATE", ok.Replace(_callee.Contact, gruu, StringComparison.Ordinal)));

        var first = await phone.ReceiveAsync();
        Assert.StartsWith("INVITE", first, StringComparison.Ordinal); // It rang with the other.
        Assert.StartsWith("UPDATE sip:3516@192.0.2.31:5060 ", await phone.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_that_is_gone_for_good_is_said()
    {
        var (_, ok) = await TalkAsync();
        await _bench.CloseAsync(_callee.Wire);

        _caller.Deliver(_caller.RequestAsCaller("BYE", ok));

        Assert.Equal("430 Flow Failed", (await _caller.ReceiveAsync()).Status());
        Assert.Equal($"hang up call-1 tag-3517 {_callee.ResponseTag}", _bench.Book.Lines[^1]); // He has hung up all the same (15.1.1).
    }

    [Fact]
    public async Task A_token_that_somebody_made_up_leads_nowhere()
    {
        var (_, ok) = await TalkAsync();
        var bye = _caller.RequestAsCaller("BYE", ok);
        var token = bye.Rows("Route")[1].Split(':', '@')[1];

        var forged = (token[0] == 'A' ? "B" : "A") + token[1..];
        _caller.Deliver(bye.Replace(token, forged, StringComparison.Ordinal).Replace(bye.Rows("Route")[0].Split(':', '@')[1], forged, StringComparison.Ordinal));

        Assert.Equal("481 Call/Transaction Does Not Exist", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_callee.TryReceive());
    }

    [Fact]
    public async Task A_strict_router_before_us_is_understood()
    {
        var (_, ok) = await TalkAsync();
        var bye = _caller.RequestAsCaller("BYE", ok);
        var routes = bye.Rows("Route");

        // What a strict router makes of it (16.12.1.2): our value in the Request-URI, the target at the end.
        var strict = bye.Without("Route").Replace(_callee.Contact, routes[0].Trim('<', '>'), StringComparison.Ordinal)
            .With("Route", routes[1]).With("Route", $"<{_callee.Contact}>");
        _caller.Deliver(strict);

        var copy = await _callee.ReceiveAsync();
        Assert.StartsWith($"BYE {_callee.Contact} SIP/2.0\n", copy, StringComparison.Ordinal);
        Assert.Empty(copy.Rows("Route"));
    }

    [Fact]
    public async Task Proxies_beyond_us_keep_their_Route()
    {
        var (_, ok) = await TalkAsync();
        var bye = _caller.RequestAsCaller("BYE", ok).With("Route", "<sip:edge.example;lr>");

        _caller.Deliver(bye);

        Assert.Equal("<sip:edge.example;lr>", (await _callee.ReceiveAsync()).Row("Route"));
    }

    private async Task<(string Invite, string Ok)> TalkAsync()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var invite = await _callee.ReceiveAsync();
        _callee.Respond(invite, "200 OK");
        return (invite, await _caller.ReceiveAsync());
    }

    private static async Task PassesAsync(string request, CallPhone from, CallPhone to)
    {
        from.Deliver(request);
        var answer = request.StartsWith("INVITE", StringComparison.Ordinal) ? await from.ReceiveAsync() : null;
        Assert.True(answer is null || answer.StartsWith("SIP/2.0 100", StringComparison.Ordinal), answer);
        var copy = await to.ReceiveAsync();
        Assert.StartsWith($"{request.Split(' ')[0]} {to.Contact} SIP/2.0\n", copy, StringComparison.Ordinal);
        Assert.Empty(copy.Rows("Route"));
        Assert.Empty(copy.Rows("Record-Route"));
        to.Respond(copy, "200 OK");
        Assert.Equal("200 OK", (await from.ReceiveAsync()).Status());
    }
}
