using System.Globalization;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

public sealed class RoleTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    private const string OtherDomain = "acme.test";
    private const string Password = "seven quiet lamps";
    private const string PhonePassword = "telephone-1357";

    [Fact]
    public async Task A_help_desk_sees_and_logs_out_the_devices_of_its_domain_and_no_others()
    {
        var owner = await OpenAsOwnerAsync("/domains");
        await AddDomainAsync(owner);
        await Portal.RunAsync("", "users", "add", "--domain", OtherDomain, "--extension", "600", "--password", PhonePassword);
        await Portal.RunAsync(Password, "accounts", "add", "--name", "hank", "--role", "HelpDesk", "--domain", OtherDomain, "--password-stdin");
        var ours = Phone(new PhoneAccount("600", OtherDomain, PhonePassword), PhoneProfiles.MicroSip);
        await Patience.UntilAsync(
            async () => await ours.RegisterAsync(CancellationToken) == PhoneState.Registered,
            () => string.Create(CultureInfo.InvariantCulture, $"The new user cannot register: {ours.LastAnswer?.StatusCode}"));
        var foreign = Phone(await Portal.NextUserAsync(), PhoneProfiles.YealinkT46U);
        await RegisterAsync(foreign);
        await owner.GotoAsync("/devices");
        await Expect(new DevicesView(owner).Rows).ToHaveCountAsync(2);

        var page = await OpenAsync("/sign-in");
        await page.GetByLabel("Name").FillAsync("hank");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        var view = new DevicesView(page);
        await Expect(page.Locator(".who-am-i")).ToContainTextAsync("Help desk");
        await Expect(page.Locator(".headline")).ToContainTextAsync("of 1 users reachable");
        await page.GotoAsync("/devices");
        await Expect(view.Rows).ToHaveCountAsync(1);
        await RegisterAsync(foreign); // A change of a device that is not to be seen.

        await view.LogOutAsync(view.Row("MicroSIP"), "Log out only");
        await view.CloseDialogAsync();
        await Expect(DevicesView.Status(view.Row("MicroSIP"))).ToContainTextAsync("Offline");
        await Expect(view.Rows).ToHaveCountAsync(1);
        await AssertPagesAsync(page);
    }

    private static async Task AssertPagesAsync(IPage page)
    {
        await Expect(page.Locator(".nav")).Not.ToContainTextAsync("Domains");
        await Expect(page.Locator(".nav")).Not.ToContainTextAsync("Accounts");
        await Expect(page.Locator(".nav")).Not.ToContainTextAsync("API keys");
        await Expect(page.Locator(".nav")).Not.ToContainTextAsync("Audit");

        await page.GetByRole(AriaRole.Link, new() { Name = "Users" }).ClickAsync();
        await Expect(page.Locator("tr.device-row")).ToHaveCountAsync(1);
        await Expect(page.Locator("tr.device-row")).ToContainTextAsync("600");
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^Add ") })).ToHaveCountAsync(0);

        foreach (var path in (string[])["/domains", "/accounts", "/api-keys", "/audit"])
        {
            var answer = await page.GotoAsync(path);
            Assert.Equal(403, answer!.Status);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You may not open this page" })).ToBeVisibleAsync();
        }
    }

    private static async Task AddDomainAsync(IPage page)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add domain" }).ClickAsync();
        await dialog.GetByLabel("Domain name").FillAsync(OtherDomain);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add domain" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table)).ToContainTextAsync(OtherDomain);
    }
}
