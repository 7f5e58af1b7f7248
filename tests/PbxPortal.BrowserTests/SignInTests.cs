using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

public sealed class SignInTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.OwnerStateAsync();
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_account_look_the_same()
    {
        var page = await OpenAsync("/sign-in");

        await SignInAsync(page, Portal.OwnerName, "five red bicycles");
        var wrong = await page.GetByRole(AriaRole.Alert).TextContentAsync();
        await SignInAsync(page, "nobody", "five red bicycles");
        await Expect(page.GetByLabel("Password")).ToHaveValueAsync(""); // The answer has come; the alert before it was there already.
        var unknown = await page.GetByRole(AriaRole.Alert).TextContentAsync();

        Assert.Contains("do not match", wrong, StringComparison.Ordinal);
        Assert.Equal(wrong, unknown);
        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task One_lands_on_the_page_that_was_asked_for_and_can_sign_out()
    {
        var page = await OpenAsync("/users?from=a-link");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await SignInAsync(page, Portal.OwnerName, Portal.OwnerPassword);

        await page.WaitForURLAsync("**/users?from=a-link");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Users" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
        await page.GotoAsync("/users");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task A_foreign_return_address_is_not_followed(string foreign)
    {
        var page = await OpenAsync($"/sign-in?returnUrl={Uri.EscapeDataString(foreign)}");

        await SignInAsync(page, Portal.OwnerName, Portal.OwnerPassword);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Devices" })).ToBeVisibleAsync();
        Assert.Equal($"{Portal.Address}/", page.Url);
    }

    private static async Task SignInAsync(IPage page, string name, string password)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
