using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Tests.Accounts;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>One's own account: the second step, and browsers that are signed out elsewhere.</summary>
public sealed class AccountTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    private const string Password = "seven quiet lamps";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.OwnerStateAsync();
    }

    [Fact]
    public async Task Signs_in_with_a_code_after_the_second_step_was_switched_on()
    {
        var page = await SignedInAsync("tina");
        await page.GetByRole(AriaRole.Link, new() { Name = "tina" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Your password").FillAsync(Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "QR code for your authenticator app" })).ToBeVisibleAsync();
        var key = await dialog.Locator("#authenticator-key").InnerTextAsync();
        await dialog.GetByLabel("Code that the app shows").FillAsync(TotpCode.Now(key));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        var codes = (await dialog.Locator("#recovery-codes").InnerTextAsync()).Split('\n');
        Assert.Equal(10, codes.Length);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.GetByText("You have 10 recovery codes left.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await SignInAsync(page, "tina");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Second step" })).ToBeVisibleAsync();
        await page.GetByLabel("Code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not right");
        await page.GetByLabel("Code").FillAsync(TotpCode.Now(key, steps: 1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await SignInAsync(page, "tina");
        await page.GetByLabel("Code").FillAsync(codes[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_second_browser_is_signed_out_while_its_page_is_open()
    {
        var first = await SignedInAsync("sam");
        var second = await OpenAsync("/sign-in");
        await SignInAsync(second, "sam");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();
        await first.GotoAsync("/account");
        await Expect(first.Locator("tbody tr")).ToHaveCountAsync(2);

        await first.GetByRole(AriaRole.Button, new() { Name = "Sign out all others" }).ClickAsync();

        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Expect(first.Locator("tbody tr")).ToHaveCountAsync(1);
        await second.GotoAsync("/devices");
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_failed_sign_in_stands_on_the_security_page_and_the_account_is_unlocked_there()
    {
        await AddAsync("lena");
        var page = await OpenAsync("/sign-in");
        for (var i = 0; i < 6; i++)
        {
            await SignInAsync(page, "lena", "not the password");
            await Expect(page.GetByLabel("Password")).ToHaveValueAsync(""); // The answer has come; it looks like the one before.
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("do not match");
        }

        var security = await OpenAsOwnerAsync("/security");
        var table = security.GetByRole(AriaRole.Table, new() { Name = "Failed sign-ins" });
        await Expect(table).ToContainTextAsync("Wrong password");
        await security.GetByRole(AriaRole.Button, new() { Name = "Unlock lena" }).First.ClickAsync();
        await Expect(security.GetByRole(AriaRole.Button, new() { Name = "Unlock lena" })).ToHaveCountAsync(0);

        await SignInAsync(page, "lena");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();
    }

    private Task AddAsync(string name) =>
        Portal.RunAsync(Password, "accounts", "add", "--name", name, "--role", "ReadOnly", "--password-stdin");

    private async Task<IPage> SignedInAsync(string name)
    {
        await AddAsync(name);
        var page = await OpenAsync("/sign-in");
        await SignInAsync(page, name);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();
        return page;
    }

    private static async Task SignInAsync(IPage page, string name, string password = Password)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
