using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using PbxPortal.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>A call as the pages show it while it happens: where it rings, who answers, how long it lasts, and what became of it.</summary>
[Collection<LivePortal>]
public sealed class LiveCallTests(Portal portal) : BrowserTest(portal)
{
    private readonly List<SocketPhone> _sockets = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_call_rings_is_talked_and_ends_before_the_readers_eyes()
    {
        var callee = await Portal.NextUserAsync();
        var (desk, soft) = (await RegisterAsync(callee, PhoneProfiles.YealinkT46U), await RegisterAsync(callee, PhoneProfiles.MicroSip));
        var caller = await RegisterAsync(await Portal.NextUserAsync(), PhoneProfiles.LinphoneDesktop);
        var page = await OpenCallsAsync(callee);
        var devices = new DevicesView(await OpenAsOwnerAsync(DevicesView.Of(callee.User)));
        await devices.WaitUntilLoadedAsync();
        var live = page.Locator(".live-calls tbody tr");

        await caller.CallAsync(callee.AddressOfRecord);
        var invites = (Desk: await desk.ReceiveAsync("INVITE"), Soft: await soft.ReceiveAsync("INVITE"));
        await desk.RespondAsync(invites.Desk, "180 Ringing");
        await Expect(live.Locator(".k-state")).ToHaveTextAsync("Ringing");
        await Expect(live.Locator(".k-to")).ToContainTextAsync($"{callee.User}@{Portal.Domain}");
        await Expect(BranchOf(live, "T46U")).ToContainTextAsync("rings");
        await Expect(BranchOf(live, "MicroSIP")).ToContainTextAsync("no sign yet");
        await Expect(DevicesView.Status(devices.Row("T46U"))).ToContainTextAsync("Ringing");
        await Expect(DevicesView.Status(devices.Row("MicroSIP"))).Not.ToContainTextAsync("Ringing");

        await soft.RespondAsync(invites.Soft, "200 OK");
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsCallerAsync("ACK", ok, 2);
        await StopAsync(desk, invites.Desk);
        await Expect(live.Locator(".k-state")).ToHaveTextAsync("In call");
        await Expect(BranchOf(live, "T46U")).ToContainTextAsync("stopped");
        await Expect(BranchOf(live, "MicroSIP")).ToContainTextAsync("answered");
        await Expect(live.Locator(".k-for")).ToHaveTextAsync(Pattern.Of("^[0-9]:[0-5][1-9]$"));
        await Expect(DevicesView.Status(devices.Row("MicroSIP"))).ToContainTextAsync("In call");
        await Expect(DevicesView.Status(devices.Row("T46U"))).Not.ToContainTextAsync("Ringing");

        await HangUpAsync(caller, ok, soft);
        await Expect(live).ToHaveCountAsync(0);
        var finished = page.Locator(".calls tbody tr");
        await Expect(finished).ToHaveCountAsync(1);
        await Expect(finished.Locator(".k-state")).ToContainTextAsync("Answered");
        await Expect(finished.Locator(".k-where")).ToContainTextAsync(Pattern.Of("T46U stopped, .*MicroSIP answered"));
        await Expect(finished.Locator(".k-where")).ToContainTextAsync("caller hung up");
        await Expect(finished.Locator(".k-for")).ToHaveTextAsync(Pattern.Of("^[0-9]:[0-5][0-9]$"));
        await Expect(DevicesView.Status(devices.Row("MicroSIP"))).Not.ToContainTextAsync("In call");
    }

    [Fact]
    public async Task Two_calls_of_one_user_stand_side_by_side()
    {
        var callee = await Portal.NextUserAsync();
        var (desk, soft) = (await RegisterAsync(callee, PhoneProfiles.YealinkT46U), await RegisterAsync(callee, PhoneProfiles.MicroSip));
        var (anna, bob) = (await Portal.NextUserAsync(), await Portal.NextUserAsync());
        var (annas, bobs) = (await RegisterAsync(anna, PhoneProfiles.LinphoneDesktop), await RegisterAsync(bob, PhoneProfiles.LinphoneDesktop));
        var page = await OpenUserAsync(callee);
        var cards = page.Locator(".call-card");

        var first = await TalkAsync(annas, callee, answering: desk, stopping: soft);
        await Expect(cards).ToHaveCountAsync(1);
        await bobs.CallAsync(callee.AddressOfRecord);
        var invites = (Desk: await desk.ReceiveAsync("INVITE"), Soft: await soft.ReceiveAsync("INVITE"));
        await desk.RespondAsync(invites.Desk, "180 Ringing");
        await soft.RespondAsync(invites.Soft, "180 Ringing");
        await Expect(cards.Nth(0)).ToContainTextAsync("In call");
        await Expect(cards.Nth(0)).ToContainTextAsync($"{anna.User}@{Portal.Domain}");
        await Expect(cards.Nth(1)).ToContainTextAsync("Ringing");
        await Expect(cards.Nth(1)).ToContainTextAsync($"{bob.User}@{Portal.Domain}");
        await soft.RespondAsync(invites.Soft, "200 OK");
        var second = await bobs.ReceiveAsync("SIP/2.0 200");
        await bobs.SendAsCallerAsync("ACK", second, 2);
        await StopAsync(desk, invites.Desk);
        await Expect(cards.Nth(1)).ToContainTextAsync("In call");
        await Expect(BranchOf(cards.Nth(1), "MicroSIP")).ToContainTextAsync("answered");

        await HangUpAsync(annas, first, desk);
        await Expect(cards).ToHaveCountAsync(1);
        await Expect(cards).ToContainTextAsync($"{bob.User}@{Portal.Domain}");
        await HangUpAsync(bobs, second, soft);
        await Expect(cards).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Last calls" }).Locator("tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_call_that_came_to_nothing_says_why_on_each_phone()
    {
        var callee = await Portal.NextUserAsync();
        var (desk, soft) = (await RegisterAsync(callee, PhoneProfiles.YealinkT46U), await RegisterAsync(callee, PhoneProfiles.MicroSip));
        var caller = await RegisterAsync(await Portal.NextUserAsync(), PhoneProfiles.LinphoneDesktop);
        var page = await OpenCallsAsync(callee);

        await caller.CallAsync(callee.AddressOfRecord);
        await desk.RespondAsync(await desk.ReceiveAsync("INVITE"), "486 Busy Here");
        await Expect(BranchOf(page.Locator(".live-calls tbody tr"), "T46U")).ToContainTextAsync("busy");
        await soft.RespondAsync(await soft.ReceiveAsync("INVITE"), "480 Temporarily Unavailable");
        _ = await caller.ReceiveAsync("SIP/2.0 486");

        var finished = page.Locator(".calls:not(.live-calls) tbody tr");
        await Expect(finished).ToHaveCountAsync(1);
        await Expect(finished.Locator(".k-state")).ToContainTextAsync(Pattern.Of("Busy\\s+486"));
        await Expect(finished.Locator(".k-where")).ToContainTextAsync(Pattern.Of("T46U busy, .*MicroSIP no answer"));
    }

    private static ILocator BranchOf(ILocator call, string product) => call.Locator(".branches li").Filter(new() { HasText = product });

    /// <summary>The page is live when this returns.</summary>
    private async Task<IPage> OpenCallsAsync(PhoneAccount callee)
    {
        var page = await OpenAsOwnerAsync($"/calls?q={callee.User}@{Portal.Domain}");
        await Expect(page.Locator(".head .quiet")).ToBeVisibleAsync();
        await Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        return page;
    }

    private async Task<IPage> OpenUserAsync(PhoneAccount user)
    {
        var page = await OpenAsOwnerAsync($"/users?q={user.User}");
        await page.Locator(".user-link").ClickAsync();
        await Expect(page.GetByText("No call yet.")).ToBeVisibleAsync(); // Its calls are watched by now.
        return page;
    }

    private async Task<SocketPhone> RegisterAsync(PhoneAccount account, PhoneProfile profile)
    {
        var phone = SocketPhone.OverUdp(Portal.Registrar.Sip, account);
        phone.UserAgent = profile.UserAgent;
        _sockets.Add(phone);
        await phone.RegisterAsync();
        return phone;
    }

    private static async Task<string> TalkAsync(SocketPhone caller, PhoneAccount callee, SocketPhone answering, SocketPhone stopping)
    {
        await caller.CallAsync(callee.AddressOfRecord);
        var invite = await stopping.ReceiveAsync("INVITE");
        await stopping.RespondAsync(invite, "180 Ringing");
        await answering.RespondAsync(await answering.ReceiveAsync("INVITE"), "200 OK");
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsCallerAsync("ACK", ok, 2);
        await StopAsync(stopping, invite);
        return ok;
    }

    private static async Task StopAsync(SocketPhone stopping, string invite)
    {
        await stopping.RespondAsync(await stopping.ReceiveAsync("CANCEL"), "200 OK");
        await stopping.RespondAsync(invite, "487 Request Terminated");
    }

    private static async Task HangUpAsync(SocketPhone caller, string ok, SocketPhone other)
    {
        await caller.SendAsCallerAsync("BYE", ok, 3);
        await other.RespondAsync(await other.ReceiveAsync("BYE"), "200 OK");
    }
}
