using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>The field in the top bar, by hand and by keys, and the keys that lead elsewhere.</summary>
[Collection<LivePortal>]
public sealed class SearchTests(Portal portal) : BrowserTest(portal)
{
    [Fact]
    public async Task Finds_a_phone_by_its_MAC_in_another_notation_and_opens_it_by_keys()
    {
        var user = await Portal.NextUserAsync();
        var phone = Phone(user, PhoneProfiles.YealinkT46U);
        await RegisterAsync(phone);
        var page = await OpenAsOwnerAsync($"/devices?q={user.User}@{Portal.Domain}");
        var row = page.Locator("tr.device-row");
        await Expect(row).ToHaveCountAsync(1);
        await row.Locator("[data-device]").ClickAsync();
        var source = await page.Locator("aside.drawer").InnerTextAsync();
        Assert.Contains("127.0.0.1", source, StringComparison.Ordinal);

        await page.GotoAsync("/activity");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync($"127.0.0.1 T46U {user.User}@");
        var option = page.GetByRole(AriaRole.Option).Filter(new() { HasText = user.User });
        await Expect(option).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(option).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToContainTextAsync("T46U");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Timers" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Finds_a_user_and_says_when_there_is_nothing()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync("/activity");

        await page.Locator("#search").FillAsync($"Person {user.User}");
        await page.GetByRole(AriaRole.Option).First.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync(user.User);
        await ExpectEnteredAsync(page);

        await page.Locator("#search").FillAsync("nobody-has-this");
        await Expect(page.Locator(".found-note")).ToContainTextAsync("Nothing has \"nobody-has-this\".");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".found")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Keys_lead_to_the_pages_and_can_be_switched_off()
    {
        var page = await OpenAsOwnerAsync("/activity");

        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("u");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Users");
        await ExpectEnteredAsync(page);
        await page.Locator(".find").FillAsync("gd");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Users");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("?");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Devices");
        await Expect(dialog).ToContainTextAsync("Add user");
        await dialog.GetByLabel("Keys of one letter are on").ClickAsync();
        await dialog.Locator(".mud-dialog-actions").GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).Not.ToBeFocusedAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Users");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
    }
}
