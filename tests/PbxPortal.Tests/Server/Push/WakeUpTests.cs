using PbxPortal.Server.Push;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server.Proxying;

namespace PbxPortal.Tests.Server.Push;

/// <summary>An app that sleeps is woken by push, and rings when it has registered (RFC 8599, 5.6.2).</summary>
public sealed class WakeUpTests : IAsyncLifetime
{
    private const string PushParameters = ";pn-provider=fcm;pn-param=929724111839;pn-prid=device%3A1";

    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _app = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _app = new CallPhone(_bench, "3516", "192.0.2.13:41000", TransportProtocol.Tcp);
        _app.Contact += PushParameters;
        await _app.RegisterAsync();
        await _bench.CloseAsync(_app.Wire);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task It_is_woken_registers_and_rings()
    {
        await _caller.CallAsync("sip:3516@acme.example");

        Assert.Equal(new PushOrder(new PushContact("fcm", "929724111839", "device:1"), "INVITE", "call-1", "3516", "acme.example"), Assert.Single(_bench.Push.Orders));
        Assert.Null(_caller.TryReceive()); // No 480 meanwhile.
        await _bench.AdvanceAsync(2);
        await _app.ReconnectAsync();
        var invite = await _app.ReceiveAsync();
        Assert.StartsWith($"INVITE {_app.Contact} ", invite, StringComparison.Ordinal);
        _app.Respond(invite, "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal([$"try 1 {_app.Contact}", "end 1 Answered 200"], _bench.Book.Lines.Skip(1).Take(2));
        Assert.Equal((1, 0), (_bench.Waker.Sent, _bench.Waker.Failed));
    }

    [Fact]
    public async Task The_others_ring_meanwhile()
    {
        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        await _caller.CallAsync("sip:3516@acme.example");

        desk.Respond(await desk.ReceiveAsync(), "200 OK");

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Contains("end 1 Elsewhere 487", _bench.Book.Lines);
        await _app.ReconnectAsync();
        Assert.Null(_app.TryReceive());
        Assert.Equal(0, _bench.Proxy.InviteCount);
    }

    [Fact]
    public async Task One_that_does_not_come_is_given_up()
    {
        await _caller.CallAsync("sip:3516@acme.example");

        await _bench.AdvanceAsync(14);
        Assert.Null(_caller.TryReceive());
        await _bench.AdvanceAsync(1.5);

        Assert.Equal("480 Temporarily Unavailable (the app could not be woken)", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(["end 1 NotWoken 480 it did not register in time", "finish Unavailable 480"], _bench.Book.Lines.TakeLast(2));
    }

    [Fact]
    public async Task One_that_comes_late_joins_in_while_others_ring()
    {
        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        await _caller.CallAsync("sip:3516@acme.example");
        desk.Respond(await desk.ReceiveAsync(), "180 Ringing");
        await _bench.AdvanceAsync(16);
        Assert.Contains("end 1 NotWoken 480 it did not register in time", _bench.Book.Lines);

        await desk.RegisterAsync(); // Of another device: no news of the app.
        await _app.ReconnectAsync();

        Assert.StartsWith("INVITE ", await _app.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Single(_bench.Push.Orders);
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_told_and_counted()
    {
        _bench.Push.Refusal = "the push gateway answered 401";

        await _caller.CallAsync("sip:3516@acme.example");

        Assert.Equal("480 Temporarily Unavailable (the app could not be woken)", (await _caller.ReceiveAsync()).Status());
        Assert.Equal("end 1 NotWoken 480 the push gateway answered 401", _bench.Book.Lines[^2]);
        Assert.Equal((0, 1), (_bench.Waker.Sent, _bench.Waker.Failed));
    }

    [Fact]
    public async Task The_caller_gives_up_before_it_is_awake()
    {
        var invite = await _caller.CallAsync("sip:3516@acme.example");

        _caller.Deliver(CallText.CancelOf(invite));

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal("487 Request Terminated", (await _caller.ReceiveAsync()).Status());
        await _app.ReconnectAsync();
        Assert.Null(_app.TryReceive());
        Assert.Equal(["end 1 Cancelled 487", "finish Cancelled 487"], _bench.Book.Lines.TakeLast(2));
    }

    [Fact]
    public async Task One_whose_connection_stands_is_awake()
    {
        await _app.ReconnectAsync();

        await _caller.CallAsync("sip:3516@acme.example");

        Assert.StartsWith("INVITE ", await _app.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Empty(_bench.Push.Orders);
    }

    /// <summary>Nobody knows over UDP whether it is awake; it registers when it is (5.6.2).</summary>
    [Fact]
    public async Task Over_UDP_it_is_woken_always()
    {
        var app = new CallPhone(_bench, "3516", "192.0.2.14:5060", domain: "globex.example");
        app.Contact += PushParameters;
        await app.RegisterAsync();

        await _caller.CallAsync("sip:3516@globex.example");
        Assert.Single(_bench.Push.Orders);
        Assert.Null(app.TryReceive());
        await app.RegisterAsync();

        Assert.StartsWith("INVITE ", await app.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_here_wakes_for_another_provider()
    {
        var app = new CallPhone(_bench, "3516", "192.0.2.14:41000", TransportProtocol.Tcp, "globex.example");
        app.Contact += ";pn-provider=apns;pn-param=ABCD1234.org.example.voip;pn-prid=1";
        await app.RegisterAsync();
        await _bench.CloseAsync(app.Wire);

        await _caller.CallAsync("sip:3516@globex.example");

        Assert.Equal("480 Temporarily Unavailable", (await _caller.ReceiveAsync()).Status());
        Assert.Empty(_bench.Push.Orders);
    }

    [Fact]
    public async Task A_MESSAGE_wakes_it_and_is_delivered()
    {
        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");

        Assert.Equal("MESSAGE", Assert.Single(_bench.Push.Orders).Method);
        Assert.Null(_caller.TryReceive());
        await _app.ReconnectAsync();
        var message = await _app.ReceiveAsync();
        Assert.StartsWith($"MESSAGE {_app.Contact} ", message, StringComparison.Ordinal);
        _app.Respond(message, "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task A_MESSAGE_that_another_device_has_taken_is_delivered_to_the_app_too()
    {
        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");
        desk.Respond(await desk.ReceiveAsync(), "200 OK");
        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());

        await _app.ReconnectAsync();
        _app.Respond(await _app.ReceiveAsync(), "200 OK");

        Assert.Null(_caller.TryReceive()); // Of a MESSAGE one answer goes back.
    }

    /// <summary>The sender gives a MESSAGE up after 32 seconds.</summary>
    [Fact]
    public async Task A_MESSAGE_goes_to_nobody_who_was_not_there_and_is_given_up_in_time()
    {
        await _caller.CallAsync("sip:3516@acme.example", method: "MESSAGE");
        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();

        await _bench.AdvanceAsync(21);

        Assert.Equal("480 Temporarily Unavailable (the app could not be woken)", (await _caller.ReceiveAsync()).Status());
        Assert.Null(desk.TryReceive());
        Assert.Null(_app.TryReceive());
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("MESSAGE")]
    public async Task A_request_to_its_GRUU_wakes_it_and_reaches_no_other_device(string method)
    {
        const string Instance = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        var app = new CallPhone(_bench, "3516", "192.0.2.14:41000", TransportProtocol.Tcp);
        app.Contact += ";pn-provider=fcm;pn-param=929724111839;pn-prid=2";
        await app.RegisterAsync("Supported: gruu", $";+sip.instance=\"<{Instance}>\"");
        await _bench.CloseAsync(app.Wire);
        await _caller.CallAsync($"sip:3516@acme.example;gr={Instance}", method: method);

        var desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
        Assert.Equal(method, Assert.Single(_bench.Push.Orders).Method);
        await app.ReconnectAsync($";+sip.instance=\"<{Instance}>\"");

        Assert.StartsWith($"{method} {app.Contact} ", await app.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Null(desk.TryReceive());
    }
}
