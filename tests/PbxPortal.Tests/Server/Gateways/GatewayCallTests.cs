using PbxPortal.Server.Proxying;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server.Proxying;

namespace PbxPortal.Tests.Server.Gateways;

/// <summary>Calls out over TCP and TLS: to where DNS says, to the next place when one does not serve (RFC 3263, 4.3), and over one connection.</summary>
public sealed class GatewayCallTests : IAsyncLifetime
{
    private const string Number = "sip:0049301234@acme.example";

    private readonly FakeNet _net = new();
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _first = null!;
    private CallPhone _second = null!;

    public async ValueTask InitializeAsync()
    {
        var trunk = new TrunkOptions
        {
            Name = "provider",
            Domain = "acme.example",
            Prefixes = { "00" },
            Gateway = "sip:gateway.example.com;transport=tls",
            Username = "acme",
            Password = "trunk-secret",
        };
        _net.Service("_sips._tcp.gateway.example.com", 10, 1, 5061, "a.example.net")
            .Service("_sips._tcp.gateway.example.com", 20, 1, 5061, "b.example.net")
            .Address("a.example.net", "198.51.100.7").Address("b.example.net", "198.51.100.8");
        _bench = await RegistrarBench.StartAsync(
            Tenants.All(), settings: new BenchSettings { Net = _net, Trunks = new TrunksOptions { Trunks = { trunk } } });
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _first = new CallPhone(_bench, "gateway", "198.51.100.7:5061", TransportProtocol.Tls);
        _second = new CallPhone(_bench, "gateway", "198.51.100.8:5061", TransportProtocol.Tls);
        _net.Listen(_first);
        _net.Listen(_second);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_number_goes_out_over_TLS_and_the_certificate_must_have_the_name_of_the_settings()
    {
        await _caller.CallAsync(Number);

        var invite = await _first.ReceiveAsync();
        Assert.StartsWith("INVITE sip:0049301234@gateway.example.com SIP/2.0\n", invite, StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0/TLS ", invite.Rows("Via")[0], StringComparison.Ordinal);
        Assert.Contains(";transport=tls;lr>", invite.Rows("Record-Route")[0], StringComparison.Ordinal);
        Assert.Equal("gateway.example.com", Assert.Single(_net.Dialled).Host);
        _first.Respond(invite, "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(["begin 3517@acme.example -> 0049301234@provider", "try 1 0049301234", "end 1 Answered 200"], _bench.Book.Lines.Take(3));
    }

    [Fact]
    public async Task All_calls_share_one_connection()
    {
        await _caller.CallAsync(Number);
        _first.Respond(await _first.ReceiveAsync(), "486 Busy Here");
        Assert.Equal("486 Busy Here", (await _caller.ReceiveAsync()).Status());
        Assert.StartsWith("ACK ", await _first.ReceiveAsync(), StringComparison.Ordinal);

        await _caller.CallAsync(Number, callId: "call-2");

        Assert.StartsWith("INVITE ", await _first.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Single(_net.Dialled);
    }

    [Fact]
    public async Task A_gateway_that_asks_for_the_password_is_told()
    {
        await _caller.CallAsync(Number);
        _first.Respond(await _first.ReceiveAsync(), "401 Unauthorized", "WWW-Authenticate: Digest realm=\"provider\", nonce=\"abc\", qop=\"auth\"");
        Assert.StartsWith("ACK ", await _first.ReceiveAsync(), StringComparison.Ordinal);

        var second = await _first.ReceiveAsync();

        Assert.StartsWith("Digest username=\"acme\", realm=\"provider\", nonce=\"abc\"", second.Row("Authorization"), StringComparison.Ordinal);
        Assert.Empty(second.Rows("Proxy-Authorization"));
        Assert.Equal("1 INVITE", second.Row("CSeq"));
    }

    [Fact]
    public async Task A_place_that_refuses_the_connection_is_passed_over_and_comes_last_for_a_while()
    {
        _net.Refuse(_first);

        await _caller.CallAsync(Number);
        _second.Respond(await _second.ReceiveAsync(), "486 Busy Here");
        Assert.Equal("486 Busy Here", (await _caller.ReceiveAsync()).Status());
        _ = await _second.ReceiveAsync();
        await _caller.CallAsync(Number, callId: "call-2");

        Assert.StartsWith("INVITE ", await _second.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(["tls:198.51.100.7:5061", "tls:198.51.100.8:5061"], _net.Dialled.Select(hop => hop.ToString()));
    }

    [Fact]
    public async Task A_place_that_says_503_is_passed_over_and_the_caller_hears_of_the_next_one()
    {
        await _caller.CallAsync(Number);
        _first.Respond(await _first.ReceiveAsync(), "503 Service Unavailable");
        _second.Respond(await _second.ReceiveAsync(), "404 Not Found");

        Assert.Equal("404 Not Found", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(
            ["try 1 0049301234", "end 1 Failed 503", "try 2 0049301234", "end 2 Failed 404", "finish NotFound 404"],
            _bench.Book.Lines.Skip(1));
    }

    [Fact]
    public async Task A_refusal_of_the_call_itself_goes_back_to_the_caller()
    {
        await _caller.CallAsync(Number);
        _first.Respond(await _first.ReceiveAsync(), "404 Not Found");

        Assert.Equal("404 Not Found", (await _caller.ReceiveAsync()).Status());
        Assert.Null(_second.TryReceive());
    }

    [Fact]
    public async Task A_place_that_says_nothing_is_passed_over_and_stopped_when_it_wakes_up()
    {
        await WarmUpAsync();
        await _caller.CallAsync(Number);
        var silent = await _first.ReceiveAsync();

        await _bench.AdvanceAsync(6);
        var invite = await _second.ReceiveAsync();
        _first.Respond(silent, "100 Trying");

        Assert.StartsWith("CANCEL ", await _first.ReceiveAsync(), StringComparison.Ordinal);
        _second.Respond(invite, "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_place_that_rings_is_left_to_ring()
    {
        await WarmUpAsync();
        await _caller.CallAsync(Number);
        _first.Respond(await _first.ReceiveAsync(), "100 Trying");

        await _bench.AdvanceAsync(60);

        Assert.Null(_second.TryReceive());
        Assert.Null(_first.TryReceive());
    }

    [Fact]
    public async Task A_place_whose_connection_ends_is_passed_over()
    {
        await WarmUpAsync();
        await _caller.CallAsync(Number);
        _ = await _first.ReceiveAsync();

        await _bench.CloseAsync(_first.Wire);
        await _bench.AdvanceAsync(2);

        Assert.StartsWith("INVITE ", await _second.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_none_can_be_reached_the_caller_is_told()
    {
        _net.Refuse(_first);
        _net.Refuse(_second);

        await _caller.CallAsync(Number);

        Assert.Equal("500 Server Internal Error (the gateway cannot be reached)", (await _caller.ReceiveAsync()).Status());
        Assert.Contains("end 1 Unreachable 503 no connection (ConnectionRefused)", _bench.Book.Lines);
    }

    /// <summary>The phones of others are called meanwhile: nobody's thread waits.</summary>
    [Fact]
    public async Task Who_gives_up_while_the_gateway_is_dialled_is_let_go()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _net.DialDelay = gate.Task;
        var invite = await _caller.CallAsync(Number);

        _caller.Deliver(CallText.CancelOf(invite));
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal("487 Request Terminated", (await _caller.ReceiveAsync()).Status());
        gate.SetResult();
        await _caller.CallAsync(Number, callId: "call-2"); // It comes over the same connection, after whatever came of the first.

        Assert.Equal("call-2", (await _first.ReceiveAsync()).Row("Call-ID"));
    }

    [Fact]
    public async Task Within_a_call_a_connection_that_has_ended_is_opened_anew()
    {
        await _caller.CallAsync(Number);
        _first.Respond(await _first.ReceiveAsync(), "200 OK");
        var ok = await _caller.ReceiveAsync();
        await _bench.CloseAsync(_first.Wire);
        var again = new CallPhone(_bench, "gateway", "198.51.100.7:5061", TransportProtocol.Tls);
        _net.Listen(again);

        _caller.Deliver(_caller.RequestAsCaller("BYE", ok));
        var bye = await again.ReceiveAsync();
        again.Respond(bye, "200 OK");

        Assert.StartsWith("BYE ", bye, StringComparison.Ordinal);
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(2, _net.Dialled.Count);
    }

    /// <summary>Both connections stand afterwards, and no place counts as failed: what is sent then is sent on the thread of the test.</summary>
    private async Task WarmUpAsync()
    {
        await _caller.CallAsync(Number, callId: "warm-up");
        _first.Respond(await _first.ReceiveAsync(), "503 Service Unavailable");
        Assert.StartsWith("ACK ", await _first.ReceiveAsync(), StringComparison.Ordinal);
        _second.Respond(await _second.ReceiveAsync(), "486 Busy Here");
        Assert.StartsWith("ACK ", await _second.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("486 Busy Here", (await _caller.ReceiveAsync()).Status());
        await _bench.AdvanceAsync(61);
        while (_caller.TryReceive() is not null)
        {
            // Copies of the 486, which was not acknowledged.
        }
    }
}
