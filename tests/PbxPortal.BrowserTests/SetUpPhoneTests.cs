using System.Xml.Linq;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>The page for setting a phone up follows the phone, and a phone user does it for himself.</summary>
[Collection<LivePortal>]
public sealed class SetUpPhoneTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task Goes_from_waiting_over_opened_to_registered()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync($"/users?q={user.User}");
        await page.Locator(".user-link").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a phone" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Radio)).ToHaveCountAsync(6);
        await page.GetByRole(AriaRole.Radio, new() { Name = "Groundwire (Acrobits)" }).CheckAsync();
        await page.GetByLabel("Over").SelectOptionAsync(new SelectOptionValue { Label = $"UDP · 127.0.0.1:{Portal.PhoneOptions.Registrar.Port}" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the code" }).ClickAsync();
        var progress = page.GetByRole(AriaRole.Region, new() { Name = "Progress" });
        await Expect(progress).ToContainTextAsync("Waiting for the scan");
        await Expect(progress.Locator(".ttl-left")).ToHaveTextAsync(Pattern.Of("^1[45] min$"));
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code for Groundwire (Acrobits)" })).ToBeVisibleAsync();
        var link = await page.Locator("#setup-link").InnerTextAsync();

        var account = await FetchAsync(link);
        await Expect(progress).ToContainTextAsync("from 127.0.0.1 by Groundwire/6.5");
        await Expect(page.Locator("#setup-link")).ToHaveCountAsync(0);

        var phone = Phone(
            user with { AuthenticationName = account.Element("authUsername")!.Value, Password = account.Element("password")!.Value },
            PhoneProfiles.LinphoneIos);
        await RegisterAsync(phone);
        await Expect(progress).ToContainTextAsync("Calls ring it from now on.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Groundwire (Acrobits)" });
        await Expect(row).ToContainTextAsync("In force");
    }

    [Fact]
    public async Task Shows_why_the_phone_is_refused_and_revokes_the_password_when_it_is_cancelled()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync($"/users?q={user.User}");
        await page.Locator(".user-link").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a phone" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Another phone or app" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the values" }).ClickAsync();
        var name = await page.Locator(".setup-list code").Nth(1).InnerTextAsync();
        var password = await page.Locator("#setup-password").InnerTextAsync();
        var progress = page.GetByRole(AriaRole.Region, new() { Name = "Progress" });

        var clumsy = Phone(user with { AuthenticationName = name, Password = $"{password}x" }, PhoneProfiles.MicroSip);
        Assert.Equal(PhoneState.Failed, await clumsy.RegisterAsync(CancellationToken));
        await Expect(progress).ToContainTextAsync("wrong password");
        await Expect(progress).ToContainTextAsync("MicroSIP");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel set-up" }).ClickAsync();
        await Expect(progress).ToContainTextAsync("The password was revoked.");

        var late = Phone(user with { AuthenticationName = name, Password = password }, PhoneProfiles.YealinkT46U);
        Assert.Equal(PhoneState.Failed, await late.RegisterAsync(CancellationToken));
    }

    [Fact]
    public async Task A_phone_user_comes_by_his_link_and_sees_and_sets_up_his_own_phones_only()
    {
        var (colleague, user) = (await Portal.NextUserAsync(), await Portal.NextUserAsync()); // In this order: user 1 is never himself.
        await RegisterAsync(Phone(user, PhoneProfiles.YealinkT46U));
        await RegisterAsync(Phone(colleague, PhoneProfiles.MicroSip));

        var page = await OpenAsync(new Uri(await Portal.InviteAsync(user)).PathAndQuery);
        await Portal.ChoosePasswordAsync(page);
        await page.WaitForURLAsync("**/my");
        await Expect(page.Locator("article")).ToHaveCountAsync(1);
        await Expect(page.Locator("article")).ToContainTextAsync("T46U");
        await Expect(page.Locator(".who-am-i")).ToContainTextAsync("Phone user");
        await Expect(page.Locator(".nav a")).ToHaveTextAsync(["My phones"]);
        await AssertClosedAsync(page);

        await page.GotoAsync("/");
        await page.WaitForURLAsync("**/my");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a phone" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "Sipnetic" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the code" }).ClickAsync();
        await Expect(page.GetByText("This code holds the password")).ToBeVisibleAsync();
        var name = await page.Locator(".setup-list code").Nth(1).InnerTextAsync();
        var password = await page.Locator("#setup-password").InnerTextAsync();
        await RegisterAsync(Phone(user with { AuthenticationName = name, Password = password }, PhoneProfiles.LinphoneIos));
        await page.GetByRole(AriaRole.Link, new() { Name = "Done" }).ClickAsync();
        await Expect(page.Locator("article")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Log out" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Binding removed");
    }

    private static async Task AssertClosedAsync(IPage page)
    {
        foreach (var path in (string[])["/devices", "/users", "/users/1", "/users/1/setup", "/activity", "/security", "/domains", "/accounts", "/transports"])
        {
            var answer = await page.APIRequest.GetAsync(path, new() { MaxRedirects = 0 });
            if (path is "/users/1/setup")
            {
                await page.GotoAsync(path);
                await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No such user" })).ToBeVisibleAsync();
                continue;
            }

            Assert.Equal((path, 302), (path, answer.Status));
            Assert.Contains("/access-denied", answer.Headers["location"], StringComparison.Ordinal);
        }
    }

    /// <summary>As the app does, once.</summary>
    private static async Task<XElement> FetchAsync(string link)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Groundwire/6.5");
        return XDocument.Parse(await http.GetStringAsync(new Uri(link), CancellationToken)).Root!;
    }
}
