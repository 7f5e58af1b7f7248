using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

public sealed class ReconnectTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    private static readonly Regex Lost = Pattern.Of(@"^No connection to PbxPortal since \d\d:\d\d:\d\d");

    [Fact]
    public async Task A_page_outlives_a_crash_of_the_server_and_shows_no_ghost()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var view = new DevicesView(page);
        await RegisterAsync(Phone(user, PhoneProfiles.YealinkT46U));
        var fading = Phone(user, PhoneProfiles.MicroSip with { RequestedExpires = TimeSpan.FromSeconds(15), RefreshAfter = null });
        await RegisterAsync(fading);
        await Expect(DevicesView.Status(view.Row("MicroSIP"))).ToContainTextAsync("Online");

        await Portal.KillAsync();
        var banner = page.Locator("#connection");
        await Expect(banner).ToHaveTextAsync(Lost);
        await Expect(page.Locator(".live-off")).ToBeVisibleAsync();
        await fading.WaitForStateAsync(PhoneState.Expired, CancellationToken);
        await Portal.StartAsync();
        await RegisterAsync(Phone(user, PhoneProfiles.Zoiper));

        await Expect(banner).ToBeHiddenAsync();
        await Expect(page.Locator(".live-on")).ToBeVisibleAsync();
        await Expect(DevicesView.Status(view.Row("T46U"))).ToContainTextAsync("Online");
        await Expect(DevicesView.Status(view.Row("MicroSIP"))).ToContainTextAsync("Offline");
        await Expect(DevicesView.Status(view.Row("Zoiper"))).ToContainTextAsync("Online");
        await Expect(view.Rows).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_break_of_the_connection_is_caught_up_on_the_same_page()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync("about:blank");
        IWebSocketRoute? wire = null;
        await page.RouteWebSocketAsync("**/_blazor**", route =>
        {
            wire = route;
            route.ConnectToServer();
        });
        await page.GotoAsync(DevicesView.Of(user.User));
        var view = new DevicesView(page);
        var leaving = Phone(user, PhoneProfiles.YealinkT46U);
        await RegisterAsync(leaving);
        await Expect(DevicesView.Status(view.Row("T46U"))).ToContainTextAsync("Online");
        await DevicesView.MarkAsync(page.Locator("main"));

        await page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        await wire!.CloseAsync(new() { Code = 3000 });
        await Expect(page.Locator("#connection")).ToHaveTextAsync(Lost);
        await leaving.LogOutAsync(CancellationToken);
        await RegisterAsync(Phone(user, PhoneProfiles.Zoiper));
        await page.UnrouteAllAsync();

        await Expect(page.Locator("#connection")).ToBeHiddenAsync();
        await Expect(DevicesView.Status(view.Row("Zoiper"))).ToContainTextAsync("Online");
        await Expect(DevicesView.Status(view.Row("T46U"))).ToContainTextAsync("Offline");
        await DevicesView.AssertMarkedAsync(page.Locator("main"));
    }
}
