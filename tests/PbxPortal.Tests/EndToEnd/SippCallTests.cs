using System.Globalization;
using System.Net;
using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Many calls, a few at once, by SIPp on all sides: one phone answers, the other is stopped.</summary>
[Collection(nameof(RealCalls))]
public sealed class SippCallTests(CallServer server)
{
    private const int Calls = 50;

    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task All_of_fifty_calls_ring_two_phones_are_answered_by_one_and_hung_up()
    {
        var sipp = RealClient.Find("sipp", package: "sip-tester");
        var (callee, caller) = (server.NextUser(), server.NextUser());
        await using var answering = Start(sipp, "sipp-answer.xml", await RegisterPortAsync(callee));
        await using var ringing = Start(sipp, "sipp-ring.xml", await RegisterPortAsync(callee));

        await using var calling = Start(
            sipp, "sipp-call.xml", local: null, server.Sip.ToString(),
            "-s", callee.User, "-au", caller.User, "-ap", caller.Password, "-key", "domain", caller.Domain, "-key", "caller", caller.User, "-r", "10");
        var codes = (await calling.WaitForExitAsync(LongestRun), await answering.WaitForExitAsync(LongestRun), await ringing.WaitForExitAsync(LongestRun));

        Assert.True(codes == (0, 0, 0), $"{codes}\n{calling.Everything}\n{answering.Everything}\n{ringing.Everything}");
        var calls = await Patience.UntilAsync(
            TimeSpan.FromSeconds(60),
            async () => await server.Process.FinishedCallsAsync(callee.User) is { Count: Calls } all ? all : null,
            () => server.Process.Everything);
        Assert.All(calls, call => Assert.Equal("answered callerHungUp: answered, elsewhere", call.Story));
    }

    /// <summary>Registers a port for the callee; SIPp listens there afterwards, as its scenario begins with a call.</summary>
    private async Task<IPEndPoint> RegisterPortAsync(PhoneAccount account)
    {
        await using var phone = await server.RegisterAsync(account);
        return phone.Local;
    }

    /// <param name="local">Where it listens; <c>null</c>: wherever it likes.</param>
    private ChildProcess Start(string sipp, string scenario, IPEndPoint? local, params string[] more) => ChildProcess.Start(
        sipp,
        [
            "-sf", Path.Combine(Repository.Root, "tests", "real-clients", scenario), "-i", "127.0.0.1", "-mi", "127.0.0.1",
            .. local is null ? Array.Empty<string>() : ["-p", local.Port.ToString(CultureInfo.InvariantCulture)],
            "-m", Calls.ToString(CultureInfo.InvariantCulture), "-timeout", "90s", "-timeout_error", "-nostdin", "-trace_err",
            "-error_file", server.InFolder($"{scenario}.errors"), .. more,
        ],
        server.InFolder(""));
}
