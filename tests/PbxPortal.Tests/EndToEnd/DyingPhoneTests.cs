using PbxPortal.Phones;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Phones whose process is killed while they ring and while they are in a call: the others get the right answer, and in time.</summary>
[Collection(nameof(RealCalls))]
public sealed class DyingPhoneTests(CallServer server) : IAsyncLifetime
{
    private readonly List<BaresipPhone> _phones = [];
    private PhoneAccount _callee = null!;
    private BaresipPhone _caller = null!;

    public async ValueTask InitializeAsync()
    {
        (_callee, var account) = (server.NextUser(), server.NextUser());
        _caller = await StartAsync(account, "udp");
        await server.Process.WaitForDevicesAsync(account.User, 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
        {
            await phone.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task When_the_only_phone_dies_while_it_rings_the_caller_is_told_at_once(string transport)
    {
        var phone = await StartCalleeAsync(transport);
        var callId = await RingAsync(phone);

        await phone.KillAsync();

        Assert.StartsWith("480", (await _caller.HearAsync(BaresipPhone.Closed)).Parameter, StringComparison.Ordinal);
        Assert.Equal("unavailable : connectionLost", (await server.Process.WaitForFinishedCallAsync(callId)).Story);
    }

    [Fact]
    public async Task When_one_of_two_dies_while_it_rings_the_other_rings_on_and_is_talked_to()
    {
        var (dying, living) = (await StartCalleeAsync("tls"), await StartCalleeAsync("udp", count: 2));
        var callId = await RingAsync(dying, living);

        await dying.KillAsync();
        _ = await server.Process.WaitForCallAsync(callId, call => call.Branches.Any(branch => branch.Result is "connectionLost"));
        await TalkAsync(living);

        await living.HangUpAsync();
        await _caller.HearAsync(BaresipPhone.Closed);
        Assert.Equal("answered calleeHungUp: answered, connectionLost", (await server.Process.WaitForFinishedCallAsync(callId)).Story);
    }

    /// <summary>Over TCP its flow is gone, over UDP nobody knows: the caller hangs up, and the call is over.</summary>
    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task When_a_phone_dies_in_a_call_it_is_over_as_soon_as_the_other_hangs_up(string transport)
    {
        var phone = await StartCalleeAsync(transport);
        var callId = await RingAsync(phone);
        await TalkAsync(phone);

        await phone.KillAsync();
        await _caller.HangUpAsync();

        await _caller.HearAsync(BaresipPhone.Closed);
        Assert.Equal("answered callerHungUp: answered", (await server.Process.WaitForFinishedCallAsync(callId)).Story);
    }

    /// <summary>Over UDP a phone that is dead looks like one that says nothing.</summary>
    [Fact]
    public async Task A_dead_phone_that_is_still_registered_does_not_keep_the_others_from_ringing()
    {
        var (dead, living) = (await StartCalleeAsync("udp"), await StartCalleeAsync("tcp", count: 2));
        await dead.KillAsync();

        var callId = await RingAsync(living);
        await TalkAsync(living);
        await _caller.HangUpAsync();

        await living.HearAsync(BaresipPhone.Closed);
        var call = await server.Process.WaitForFinishedCallAsync(callId);
        Assert.Equal(("answered", "callerHungUp"), (call.Result, call.Ending));
        Assert.Contains("transport=tcp", call.AnsweringBranch!.Target, StringComparison.Ordinal);
    }

    private async Task<string> RingAsync(params BaresipPhone[] ringing)
    {
        await _caller.DialAsync(_callee.AddressOfRecord);
        foreach (var phone in ringing)
        {
            await phone.HearAsync(BaresipPhone.Incoming);
        }

        return (await _caller.HearAsync(BaresipPhone.Ringing)).CallId;
    }

    private async Task TalkAsync(BaresipPhone phone)
    {
        await phone.AcceptAsync();
        await _caller.HearAsync(BaresipPhone.Established);
        await phone.HearAsync(BaresipPhone.Established);
    }

    private async Task<BaresipPhone> StartCalleeAsync(string transport, int count = 1)
    {
        var phone = await StartAsync(_callee, transport);
        await server.Process.WaitForDevicesAsync(_callee.User, count);
        return phone;
    }

    private async Task<BaresipPhone> StartAsync(PhoneAccount account, string transport)
    {
        var phone = await server.StartBaresipAsync(account, transport);
        _phones.Add(phone);
        return phone;
    }
}
