using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

[Collection<LivePortal>]
public sealed class SecurityTests(Portal portal) : BrowserTest(portal)
{
    private const string Address = "203.0.113.7";

    [Fact]
    public async Task An_address_is_banned_by_hand_appears_for_others_at_once_and_is_unbanned()
    {
        var page = await OpenAsOwnerAsync("/security");
        var other = await OpenAsOwnerAsync("/security");
        var row = other.Locator("tr", new() { HasText = Address });
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        await Expect(other.Locator(".loading")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Ban an address" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Address or network").FillAsync("127.0.0.1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Ban", Exact = true }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("which is never banned");
        await dialog.GetByLabel("Address or network").FillAsync(Address);
        await dialog.GetByLabel("Why").FillAsync("guesses passwords");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Ban", Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(row).ToContainTextAsync("guesses passwords");
        await Expect(row).ToContainTextAsync($"by {Portal.OwnerName}");

        await other.GetByRole(AriaRole.Button, new() { Name = $"Unban {Address}" }).ClickAsync();

        await Expect(row).ToHaveCountAsync(0);
        await Expect(page.Locator("tr", new() { HasText = Address })).ToHaveCountAsync(0);
        await Patience.UntilAsync(
            async () => (await (await page.Context.APIRequest.GetAsync($"/api/v1/events?q={Address}")).TextAsync()).Contains("unbanned", StringComparison.OrdinalIgnoreCase),
            () => $"That the ban is lifted was not stored. The server wrote:\n{Portal.Output}"); // It is told a moment after it is so.
        await page.GotoAsync("/activity");
        await Expect(page.Locator("table.activity")).ToContainTextAsync("Unbanned");
    }
}
