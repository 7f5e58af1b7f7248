using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

public sealed class SetUpTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    [Fact]
    public async Task The_link_of_the_first_start_creates_the_owner_and_works_once()
    {
        var link = (await Portal.SetupLink).ToString();

        var page = await OpenAsync(link);
        await Portal.SetUpAsync(page);

        await page.WaitForURLAsync($"{Portal.Address}/");
        await Expect(page.Locator(".who-am-i")).ToContainTextAsync(Portal.OwnerName);
        await Expect(page.Locator(".who-am-i")).ToContainTextAsync("Owner");
        await Expect(page.GetByText("No users yet")).ToBeVisibleAsync();

        var second = await OpenAsync(link);
        await Expect(second.GetByRole(AriaRole.Heading, new() { Name = "Set-up is done" })).ToBeVisibleAsync();
        await Expect(second.Locator("input[type=password]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_link_with_another_token_creates_nobody()
    {
        var page = await OpenAsync("/setup?token=AAAAAAAAAAAAAAAAAAAAAA");

        await Expect(page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(page.Locator("input[type=password]")).ToHaveCountAsync(0);
    }
}
