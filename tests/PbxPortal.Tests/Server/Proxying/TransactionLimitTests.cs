using System.Globalization;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>Whoever calls while as many transactions as may be are under way is told when to come again (RFC 3261, 21.5.4).</summary>
public sealed class TransactionLimitTests : IAsyncLifetime
{
    private RegistrarBench _bench = null!;
    private CallPhone _caller = null!;
    private CallPhone _desk = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Without_a_place_towards_any_device_the_caller_gets_503_with_Retry_After()
    {
        await StartAsync(mostTransactions: 2);
        await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync();
        await _caller.CallAsync("sip:3516@acme.example"); // One place on the one side, two on the other.

        await _caller.CallAsync("sip:3516@acme.example", callId: "call-2");

        var refusal = await _caller.ReceiveAsync();
        Assert.Equal("503 Service Unavailable", refusal.Status());
        AssertRetryAfter(refusal);
        Assert.Equal(
            [
                "try 1 sip:3516@192.0.2.11:5060",
                "end 1 Failed 503 too many requests are under way",
                "try 2 sip:3516@192.0.2.12:5060",
                "end 2 Failed 503 too many requests are under way",
                "finish Failed 503",
            ],
            _bench.Book.Lines.TakeLast(5));
    }

    [Fact]
    public async Task Without_a_place_for_the_request_itself_the_caller_gets_503_with_Retry_After()
    {
        await StartAsync(mostTransactions: 1);
        await _caller.CallAsync("sip:3516@acme.example");

        await _caller.SendAsync("sip:3516@acme.example", callId: "call-2");

        var refusal = await _caller.ReceiveAsync();
        Assert.Equal("503 Service Unavailable", refusal.Status());
        AssertRetryAfter(refusal);
    }

    [Fact]
    public async Task What_a_device_answers_that_was_reached_comes_first()
    {
        await StartAsync(mostTransactions: 1);
        await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync();

        await _caller.CallAsync("sip:3516@acme.example");
        _desk.Respond(await _desk.ReceiveAsync(), "486 Busy Here");

        Assert.Equal("486 Busy Here", (await _caller.ReceiveAsync()).Status());
    }

    [Fact]
    public async Task What_we_say_ourselves_of_a_device_does_not_hide_it()
    {
        await StartAsync(mostTransactions: 1);
        await new CallPhone(_bench, "3516", "192.0.2.12:5060").RegisterAsync();

        await _caller.CallAsync("sip:3516@acme.example");
        _ = await _desk.ReceiveAsync();
        await _bench.AdvanceAsync(33); // It says nothing.

        var refusal = await _caller.ReceiveAsync();
        Assert.Equal("503 Service Unavailable", refusal.Status());
        AssertRetryAfter(refusal);
    }

    private static void AssertRetryAfter(string response) =>
        Assert.InRange(int.Parse(response.Row("Retry-After"), CultureInfo.InvariantCulture), 10, 40);

    private async Task StartAsync(int mostTransactions)
    {
        _bench = await RegistrarBench.StartAsync(Tenants.All(), settings: new BenchSettings { MostTransactions = mostTransactions });
        _caller = await new CallPhone(_bench, "3517", "192.0.2.7:5060").RegisterAsync();
        _desk = await new CallPhone(_bench, "3516", "192.0.2.11:5060").RegisterAsync();
    }
}
