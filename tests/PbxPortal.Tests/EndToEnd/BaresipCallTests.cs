using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Calls among phones that nobody here wrote: all ring, one answers, the others stop.</summary>
[Collection(nameof(RealCalls))]
public sealed class BaresipCallTests(CallServer server) : IAsyncLifetime
{
    private readonly List<BaresipPhone> _phones = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
        {
            await phone.DisposeAsync();
        }
    }

    /// <summary>Each transport calls once and answers once, and each side hangs up.</summary>
    [Fact]
    public async Task Three_phones_ring_over_UDP_TCP_and_TLS_one_answers_and_the_others_stop()
    {
        var (callee, caller) = (server.NextUser(), server.NextUser());
        var (udp, tcp, tls) = (await StartAsync(callee, "udp"), await StartAsync(callee, "tcp"), await StartAsync(callee, "tls"));
        var callers = new[] { await StartAsync(caller, "tls"), await StartAsync(caller, "udp"), await StartAsync(caller, "tcp") };
        await server.Process.WaitForDevicesAsync(callee.User, 3);
        await server.Process.WaitForDevicesAsync(caller.User, 3);

        await CallAsync(callers[0], callee, answering: udp, stopping: [tcp, tls], "sip:", hangsUp: callers[0]);
        await CallAsync(callers[1], callee, answering: tcp, stopping: [udp, tls], "transport=tcp", hangsUp: tcp);
        await CallAsync(callers[2], callee, answering: tls, stopping: [udp, tcp], "transport=tls", hangsUp: callers[2]);
    }

    [Fact]
    public async Task Two_calls_of_one_user_go_on_at_once_on_two_of_his_phones()
    {
        var (callee, anna, bob) = (server.NextUser(), server.NextUser(), server.NextUser());
        var (desk, mobile) = (await StartAsync(callee, "tcp"), await StartAsync(callee, "udp"));
        var (annas, bobs) = (await StartAsync(anna, "udp"), await StartAsync(bob, "tls"));
        await server.Process.WaitForDevicesAsync(callee.User, 2);
        await server.Process.WaitForDevicesAsync(anna.User, 1);
        await server.Process.WaitForDevicesAsync(bob.User, 1);

        var first = await RingAsync(annas, callee, desk, mobile);
        await AnswerAsync(annas, answering: desk, stopping: [mobile]);
        var second = await RingAsync(bobs, callee, desk, mobile); // It knocks at the desk, which is in a call.
        await AnswerAsync(bobs, answering: mobile, stopping: [desk]);

        var (one, other) = (await server.Process.WaitForCallAsync(first, IsAnswered), await server.Process.WaitForCallAsync(second, IsAnswered));
        Assert.NotEqual(one.AnsweringBranch!.DeviceId, other.AnsweringBranch!.DeviceId);
        await bobs.HangUpAsync();
        await mobile.HearAsync(BaresipPhone.Closed);
        Assert.Equal("answered callerHungUp: answered, elsewhere", (await server.Process.WaitForFinishedCallAsync(second)).Story);
        _ = await server.Process.WaitForCallAsync(first, IsAnswered); // It goes on.
        await desk.HangUpAsync();
        await annas.HearAsync(BaresipPhone.Closed);
        Assert.Equal("answered calleeHungUp: answered, elsewhere", (await server.Process.WaitForFinishedCallAsync(first)).Story);
    }

    [Fact]
    public async Task Who_gives_up_stops_all_phones_and_who_declines_only_his_own()
    {
        var (callee, caller) = (server.NextUser(), server.NextUser());
        var (desk, mobile, callers) = (await StartAsync(callee, "udp"), await StartAsync(callee, "tls"), await StartAsync(caller, "tcp"));
        await server.Process.WaitForDevicesAsync(callee.User, 2);
        await server.Process.WaitForDevicesAsync(caller.User, 1);

        var givenUp = await RingAsync(callers, callee, desk, mobile);
        await callers.HangUpAsync();
        await desk.HearAsync(BaresipPhone.Closed);
        await mobile.HearAsync(BaresipPhone.Closed);
        Assert.Equal("cancelled : cancelled, cancelled", (await server.Process.WaitForFinishedCallAsync(givenUp)).Story);

        _ = await callers.HearAsync(BaresipPhone.Closed); // The one before.
        var busy = await RingAsync(callers, callee, desk, mobile);
        await desk.HangUpAsync();
        _ = await server.Process.WaitForCallAsync(busy, call => call.Branches.Count(branch => branch.Result is "busy") == 1);
        await mobile.HangUpAsync();
        Assert.StartsWith("486", (await callers.HearAsync(BaresipPhone.Closed)).Parameter, StringComparison.Ordinal);
        Assert.Equal("busy : busy, busy", (await server.Process.WaitForFinishedCallAsync(busy)).Story);
    }

    private static bool IsAnswered(CallEntry call) => call.AnsweredAt is not null;

    /// <summary>One whole call.</summary>
    private async Task CallAsync(
        BaresipPhone caller, PhoneAccount callee, BaresipPhone answering, BaresipPhone[] stopping, string target, BaresipPhone hangsUp)
    {
        var callId = await RingAsync(caller, callee, [answering, .. stopping]);
        await AnswerAsync(caller, answering, stopping);
        Assert.Contains(target, (await server.Process.WaitForCallAsync(callId, IsAnswered)).AnsweringBranch!.Target, StringComparison.Ordinal);

        await hangsUp.HangUpAsync();
        await caller.HearAsync(BaresipPhone.Closed);
        await answering.HearAsync(BaresipPhone.Closed);
        var who = hangsUp == caller ? "callerHungUp" : "calleeHungUp";
        Assert.Equal($"answered {who}: answered, elsewhere, elsewhere", (await server.Process.WaitForFinishedCallAsync(callId)).Story);
    }

    /// <summary>Calls, and waits until all ring and the caller hears it; gives the Call-ID.</summary>
    private static async Task<string> RingAsync(BaresipPhone caller, PhoneAccount callee, params BaresipPhone[] ringing)
    {
        await caller.DialAsync(callee.AddressOfRecord);
        var callId = "";
        foreach (var phone in ringing)
        {
            callId = (await phone.HearAsync(BaresipPhone.Incoming)).CallId;
        }

        Assert.Equal(callId, (await caller.HearAsync(BaresipPhone.Ringing)).CallId);
        return callId;
    }

    private static async Task AnswerAsync(BaresipPhone caller, BaresipPhone answering, BaresipPhone[] stopping)
    {
        await answering.AcceptAsync();
        await caller.HearAsync(BaresipPhone.Established);
        await answering.HearAsync(BaresipPhone.Established);
        foreach (var phone in stopping)
        {
            await phone.HearAsync(BaresipPhone.Closed);
        }
    }

    private async Task<BaresipPhone> StartAsync(PhoneAccount account, string transport)
    {
        var phone = await server.StartBaresipAsync(account, transport);
        _phones.Add(phone);
        return phone;
    }
}
