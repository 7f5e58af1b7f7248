namespace PbxPortal.Tests.EndToEnd;

/// <summary>Real phones behind wires that lose a quarter of all datagrams; the many seeds are tried in memory.</summary>
[Collection(nameof(RealCalls))]
public sealed class LossyWireTests(CallServer server)
{
    private const int LostPercent = 25;

    [Fact]
    public async Task Calls_over_lossy_wires_are_answered_once_and_hung_up()
    {
        var (callee, caller) = (server.NextUser(), server.NextUser());
        await using var ways = new RelayedPhones();
        var (callers, answering, other) = (
            await ways.AddAsync(server, caller, new LossyRelay(server.Sip, seed: 1, LostPercent)),
            await ways.AddAsync(server, callee, new LossyRelay(server.Sip, seed: 2, LostPercent)),
            await ways.AddAsync(server, callee, new LossyRelay(server.Sip, seed: 3, LostPercent)));
        await server.Process.WaitForDevicesAsync(caller.User, 1);
        await server.Process.WaitForDevicesAsync(callee.User, 2);
        ways.BeLossy();

        for (var call = 0; call < 3; call++)
        {
            await callers.DialAsync(callee.AddressOfRecord);
            await callers.HearAsync(BaresipPhone.Ringing);
            await answering.HearAsync(BaresipPhone.Incoming);
            await answering.AcceptAsync();
            await callers.HearAsync(BaresipPhone.Established);
            await answering.HearAsync(BaresipPhone.Established);
            await callers.HangUpAsync();
            await answering.HearAsync(BaresipPhone.Closed);
        }

        await Patience.UntilAsync(TimeSpan.FromSeconds(60), () => Task.FromResult(other.CallsInProgress == 0 ? other : null), () => other.Everything);
        var calls = await Patience.UntilAsync(
            TimeSpan.FromSeconds(60),
            async () => await server.Process.FinishedCallsAsync(callee.User) is { Count: 3 } all ? all : null,
            () => server.Process.Everything);
        Assert.All(calls, call => Assert.Equal(("answered", "callerHungUp"), (call.Result, call.Ending)));
    }
}
