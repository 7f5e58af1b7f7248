using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A caller loses the connection while it rings: nobody is called for nobody, and who is back in time goes on.</summary>
public sealed class CallerLostTests : IAsyncLifetime
{
    private const string Instance = ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\"";

    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await RegistrarBench.StartAsync();
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:41000", TransportProtocol.Tcp).RegisterAsync(parameters: Instance);
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task After_the_grace_of_a_binding_the_phones_stop()
    {
        var invite = await RingAsync();

        await _bench.CloseAsync(_caller.Wire);
        await _bench.AdvanceAsync(7.5);
        Assert.Null(_desk.TryReceive());
        await _bench.AdvanceAsync(1);

        var cancel = await _desk.ReceiveAsync();
        Assert.StartsWith("CANCEL ", cancel, StringComparison.Ordinal);
        Assert.Equal("SIP ;cause=503 ;text=\"The caller lost the connection\"", cancel.Row("Reason"));
        _desk.Respond(invite, "487 Request Terminated");
        Assert.StartsWith("ACK ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(["end 1 Cancelled 487 the caller lost the connection", "finish CallerLost 487"], _bench.Book.Lines.TakeLast(2));
        Assert.Equal(0, _bench.Proxy.InviteCount);
        Assert.Equal(0, _bench.Proxy.WatchedCallerCount);
    }

    [Fact]
    public async Task Who_is_back_in_time_hears_the_rest_over_the_new_connection()
    {
        var invite = await RingAsync();
        await _bench.CloseAsync(_caller.Wire);
        await _caller.ReconnectAsync(Instance);

        await _bench.AdvanceAsync(9);
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status()); // What was said last, once more.
        _desk.Respond(invite, "200 OK");

        Assert.Equal("200 OK", (await _caller.ReceiveAsync()).Status());
        Assert.Equal(0, _bench.Proxy.WatchedCallerCount);
    }

    [Fact]
    public async Task Who_is_back_and_lost_again_is_given_up()
    {
        await RingAsync();
        await _bench.CloseAsync(_caller.Wire);
        await _caller.ReconnectAsync(Instance);
        await _bench.AdvanceAsync(9);

        await _bench.CloseAsync(_caller.Wire);
        await _bench.AdvanceAsync(9);

        Assert.StartsWith("CANCEL ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    /// <summary>10.2.4: one Call-ID for all registrations of a boot cycle.</summary>
    [Fact]
    public async Task A_page_that_is_loaded_again_knows_nothing_of_the_call()
    {
        await RingAsync();
        await _bench.CloseAsync(_caller.Wire);
        await new CallPhone(_bench, "3517", "192.0.2.7:42000", TransportProtocol.Tcp).RegisterAsync(parameters: Instance);

        await _bench.AdvanceAsync(9);

        Assert.StartsWith("CANCEL ", await _desk.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_was_answered_in_time_goes_on()
    {
        var invite = await RingAsync();
        await _bench.CloseAsync(_caller.Wire);

        _desk.Respond(invite, "200 OK");
        await _bench.AdvanceAsync(9);

        Assert.Null(_desk.TryReceive());
        Assert.Contains("end 1 Answered 200", _bench.Book.Lines);
        Assert.Equal(0, _bench.Proxy.WatchedCallerCount);
    }

    private async Task<string> RingAsync()
    {
        await _caller.CallAsync("sip:3516@acme.example");
        var invite = await _desk.ReceiveAsync();
        _desk.Respond(invite, "180 Ringing");
        Assert.Equal("180 Ringing", (await _caller.ReceiveAsync()).Status());
        return invite;
    }
}
