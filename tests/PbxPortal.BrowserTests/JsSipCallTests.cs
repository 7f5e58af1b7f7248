using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>A web phone that nobody here wrote calls and is called: by another one, by baresip and by phones on plain sockets.</summary>
[Collection<LivePortal>]
public sealed class JsSipCallTests(Portal portal) : BrowserTest(portal)
{
    private readonly List<IAsyncDisposable> _open = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
        {
            await open.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <summary>What they would say to each other needs ICE, which baresip does not speak on this machine alone; so it declines.</summary>
    [Fact]
    public async Task It_hears_baresip_ring_and_decline_and_stops_it_when_it_gives_up()
    {
        var (web, account) = (await OpenWebPhoneAsync(await Portal.NextUserAsync()), await Portal.NextUserAsync());
        var baresip = await StartBaresipAsync(account);

        await web.CallAsync(account.AddressOfRecord);
        await baresip.HearAsync(BaresipPhone.Incoming);
        await web.ExpectAsync("1 progress");
        await baresip.HangUpAsync();
        await web.ExpectAsync("1 failed: Busy");

        await web.CallAsync(account.AddressOfRecord);
        await baresip.HearAsync(BaresipPhone.Incoming);
        await web.ExpectAsync("2 progress");
        await web.HangUpAsync();
        await baresip.HearAsync(BaresipPhone.Closed);
        await web.ExpectAsync("2 failed: Canceled");
    }

    [Fact]
    public async Task Two_of_them_talk_and_either_hangs_up()
    {
        var (anna, bob) = (await Portal.NextUserAsync(), await Portal.NextUserAsync());
        var (annas, bobs) = (await OpenWebPhoneAsync(anna), await OpenWebPhoneAsync(bob));

        await TalkAsync(annas, bob, bobs, number: 1);
        await bobs.HangUpAsync();
        await annas.ExpectAsync("1 ended: Terminated");

        await TalkAsync(bobs, anna, annas, number: 2);
        await bobs.HangUpAsync();
        await annas.ExpectAsync("2 ended: Terminated");
    }

    [Fact]
    public async Task It_rings_beside_a_desk_phone_and_stops_when_that_one_answers()
    {
        var user = await Portal.NextUserAsync();
        var web = await OpenWebPhoneAsync(user);
        var desk = await RegisterAsync(await SocketPhone.OverTcpAsync(Portal.Registrar.Sip, user));
        var caller = await RegisterAsync(SocketPhone.OverUdp(Portal.Registrar.Sip, await Portal.NextUserAsync()));

        await caller.CallAsync(user.AddressOfRecord);
        var invite = await desk.ReceiveAsync("INVITE");
        await web.ExpectAsync("1 progress");
        _ = await caller.ReceiveAsync("SIP/2.0 180");
        await desk.RespondAsync(invite, "200 OK");
        var ok = await caller.ReceiveAsync("SIP/2.0 200");
        await caller.SendAsCallerAsync("ACK", ok, 2);
        await web.ExpectAsync("1 failed: Canceled");
        await caller.SendAsCallerAsync("BYE", ok, 3);
        await desk.RespondAsync(await desk.ReceiveAsync("BYE"), "200 OK");
        _ = await caller.ReceiveAsync("SIP/2.0 200");

        await caller.CallAsync(user.AddressOfRecord);
        await desk.RespondAsync(await desk.ReceiveAsync("INVITE"), "480 Temporarily Unavailable");
        await web.ExpectAsync("2 progress");
        await web.DeclineAsync();
        _ = await caller.ReceiveAsync("SIP/2.0 486");
    }

    [Fact]
    public async Task It_is_called_by_baresip_which_gives_up()
    {
        var (user, account) = (await Portal.NextUserAsync(), await Portal.NextUserAsync());
        var web = await OpenWebPhoneAsync(user);
        var baresip = await StartBaresipAsync(account);

        await baresip.DialAsync(user.AddressOfRecord);
        await web.ExpectAsync("1 incoming");
        await baresip.HearAsync(BaresipPhone.Ringing);
        await baresip.HangUpAsync();

        await web.ExpectAsync("1 failed: Canceled");
    }

    private static async Task TalkAsync(WebPhone caller, PhoneAccount callee, WebPhone called, int number)
    {
        await caller.CallAsync(callee.AddressOfRecord);
        await called.ExpectAsync($"{number} incoming");
        await caller.ExpectAsync($"{number} progress");
        await called.AnswerAsync();
        await caller.ExpectAsync($"{number} confirmed");
        await called.ExpectAsync($"{number} confirmed");
    }

    private async Task<WebPhone> OpenWebPhoneAsync(PhoneAccount user)
    {
        var script = await JsSipPackage.ScriptAsync();
        Assert.SkipWhen(script is null, "JsSIP could not be fetched: npm is missing, or reaches no registry.");
        var site = new WebPhoneSite(script!);
        _open.Add(site);
        var page = await OpenAsync(WebPhone.AddressOf(site, Portal, user), options =>
        {
            options.IgnoreHTTPSErrors = true; // The trial certificate.
            options.Permissions = ["microphone"];
        });
        await Expect(page).ToHaveTitleAsync("registered");
        return new WebPhone(page);
    }

    private async Task<BaresipPhone> StartBaresipAsync(PhoneAccount account)
    {
        var program = RealClient.Find("baresip", package: "baresip-core");
        var phone = await BaresipPhone.StartAsync(
            program, new BaresipSettings(Portal.Registrar, account, "tcp", $"client-{account.User}", ";mediaenc=dtls_srtp", "dtls_srtp"));
        _open.Add(phone);
        var owner = await OpenAsOwnerAsync(DevicesView.Of(account.User));
        await Expect(DevicesView.Status(new DevicesView(owner).Rows)).ToContainTextAsync("Online");
        return phone;
    }

    private async Task<SocketPhone> RegisterAsync(SocketPhone phone)
    {
        _open.Add(phone);
        await phone.RegisterAsync();
        return phone;
    }
}
