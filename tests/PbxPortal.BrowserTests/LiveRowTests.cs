using System.Globalization;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

[Collection<LivePortal>]
public sealed class LiveRowTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task A_phone_registers_with_the_password_that_was_shown_once()
    {
        var page = await OpenAsOwnerAsync("/users");
        var password = await AddUserAsync(page, "900", "Nora New");
        Assert.DoesNotContain(password, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByLabel("Find users").FillAsync("Nora");
        await page.GetByRole(AriaRole.Link, new() { Name = "Nora New" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nora New" })).ToBeVisibleAsync();
        Assert.DoesNotContain(password, await page.ContentAsync(), StringComparison.Ordinal);

        var view = new DevicesView(page);
        await page.GotoAsync(DevicesView.Of("900"));
        await view.WaitUntilLoadedAsync();
        await DevicesView.MarkAsync(page.Locator("main"));
        await RegisterAsync(Phone(new PhoneAccount("900", Portal.Domain, password), PhoneProfiles.YealinkT46U));

        var row = view.Row("T46U");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
        await Expect(row).ToContainTextAsync("Nora New");
        await Expect(row.Locator(".c-device")).ToContainTextAsync("desk");
        await Expect(row.Locator(".c-transport")).ToContainTextAsync("UDP");
        await DevicesView.AssertMarkedAsync(page.Locator("main"));
    }

    [Fact]
    public async Task A_row_counts_down_is_refreshed_and_expires()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var view = new DevicesView(page);
        await view.WaitUntilLoadedAsync();
        var phone = Phone(user, PhoneProfiles.MicroSip with { RequestedExpires = TimeSpan.FromSeconds(15), RefreshAfter = null });

        await RegisterAsync(phone);
        var row = view.Row("MicroSIP");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
        await Expect(row.Locator(".c-device")).ToContainTextAsync("soft");
        await DevicesView.MarkAsync(row);
        var left = row.Locator(".ttl-left");
        await Expect(left).ToHaveTextAsync(Pattern.Of(@"^\d+ s$"));
        await Expect(left).Not.ToHaveTextAsync(await left.InnerTextAsync());
        await Expect(left).ToHaveTextAsync(Pattern.Of(@"^\d+ s$"));

        var first = await DevicesView.ExpiresAtAsync(row);
        await RegisterAsync(phone);
        await Expect(DevicesView.Countdown(row)).Not.ToHaveAttributeAsync("data-expires", first);
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");

        await phone.WaitForStateAsync(PhoneState.Expired, CancellationToken);
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Offline");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("expired");
        await Expect(DevicesView.Countdown(row)).ToHaveCountAsync(0);
        await DevicesView.AssertMarkedAsync(row);
    }

    [Fact]
    public async Task A_phone_that_logs_out_by_itself_is_offline_and_the_others_are_not()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var view = new DevicesView(page);
        var leaving = Phone(user, PhoneProfiles.YealinkT53W);
        await RegisterAsync(leaving);
        await RegisterAsync(Phone(user, PhoneProfiles.LinphoneDesktop));
        await Expect(DevicesView.Status(view.Row("T53W"))).ToContainTextAsync("Online");

        Assert.Equal(PhoneState.LoggedOut, await leaving.LogOutAsync(CancellationToken));

        await Expect(DevicesView.Status(view.Row("T53W"))).ToContainTextAsync("Offline");
        await Expect(DevicesView.Status(view.Row("T53W"))).ToContainTextAsync("logged out");
        await Expect(DevicesView.Status(view.Row("Linphone"))).ToContainTextAsync("Online");
    }

    [Fact]
    public async Task A_phone_that_moves_stays_one_row()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var view = new DevicesView(page);
        var phone = Phone(user, PhoneProfiles.LinphoneDesktop);
        await RegisterAsync(phone);
        var row = view.Row("Linphone");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
        var before = await row.Locator(".c-address .two-lines > span").First.InnerTextAsync();

        await phone.MoveAsync(CancellationToken);

        await Expect(row.Locator(".c-address")).Not.ToContainTextAsync(before);
        await Expect(view.Rows).ToHaveCountAsync(1);
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
    }

    [Fact]
    public async Task A_wrong_password_is_Failing_with_its_reason_until_it_is_mended()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var view = new DevicesView(page);
        var identity = new PhoneIdentity(new SeededGenerator(77));
        var mistaken = Phone(user with { Password = "not-this-one" }, PhoneProfiles.LinphoneDesktop, identity);

        Assert.Equal(PhoneState.Failed, await mistaken.RegisterAsync(CancellationToken));
        var row = view.Row("Linphone");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Failing");
        await Expect(DevicesView.Status(row)).ToContainTextAsync("wrong password");

        await RegisterAsync(Phone(user, PhoneProfiles.LinphoneDesktop, identity));
        await Expect(DevicesView.Status(row)).ToContainTextAsync("Online");
        await Expect(view.Rows).ToHaveCountAsync(1);
    }

    /// <summary>Printed and not asserted: how busy the machine is decides as well.</summary>
    [Fact]
    public async Task Every_refresh_reaches_the_screen()
    {
        const int Refreshes = 20;
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        var phone = Phone(user, PhoneProfiles.MicroSip);
        await RegisterAsync(phone);
        await Expect(DevicesView.Status(new DevicesView(page).Row("MicroSIP"))).ToContainTextAsync("Online");
        await page.EvaluateAsync(
            """
            () => {
              window.shown = [];
              const paint = () => requestAnimationFrame(() => setTimeout(() => window.shown.push(Date.now())));
              new MutationObserver(paint).observe(document.querySelector("tr.device-row"), { subtree: true, attributeFilter: ["data-expires"] });
            }
            """);

        var milliseconds = new List<double>();
        for (var count = 0; count < Refreshes; count++)
        {
            await RegisterAsync(phone);
            await page.WaitForFunctionAsync("count => window.shown.length > count", count);
            var shown = await page.EvaluateAsync<double>("count => window.shown[count]", count);
            milliseconds.Add(shown - phone.LastAnswer!.AnsweredAt.ToUnixTimeMilliseconds());
        }

        milliseconds.Sort();
        Assert.Equal(Refreshes, milliseconds.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"From the 200 to the pixel: median {milliseconds[Refreshes / 2]:F0} ms, p95 {milliseconds[Refreshes * 95 / 100 - 1]:F0} ms, most {milliseconds[^1]:F0} ms."));
    }

    private static async Task<string> AddUserAsync(IPage page, string extension, string name)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^Add (user|the first user)$") }).ClickAsync();
        await Expect(dialog.GetByLabel("Extension")).ToBeFocusedAsync();
        await dialog.GetByLabel("Extension").FillAsync(extension);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add user" }).ClickAsync();
        var password = await page.Locator("#one-time-password").InnerTextAsync();
        Assert.InRange(password.Length, 12, 64);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        return password;
    }
}
