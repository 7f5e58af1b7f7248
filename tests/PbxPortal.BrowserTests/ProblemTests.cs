using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>From a phone that does not register to the cause, and to the phone that does.</summary>
[Collection<LivePortal>]
public sealed class ProblemTests(Portal portal) : BrowserTest(portal)
{
    private const string Wrong = "not-this-one";

    [Fact]
    public async Task A_phone_with_a_wrong_password_appears_with_its_cause_is_mended_and_goes()
    {
        var user = await Portal.NextUserAsync();
        var page = await OpenAsOwnerAsync(Of(user));
        var entry = Entry(page, user);
        await Expect(entry).ToContainTextAsync("Never sent");

        await FailAsync(user);
        await Expect(entry).ToContainTextAsync("Wrong password");
        await Expect(entry).ToContainTextAsync("Yealink");

        await entry.GetByRole(AriaRole.Button, new() { Name = $"New password: {Label(user)}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new password" }).ClickAsync();
        var password = await dialog.Locator(".secret code").InnerTextAsync();
        await dialog.Locator(".mud-dialog-actions").GetByRole(AriaRole.Button).Last.ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await page.Mouse.MoveAsync(2, 2);

        await RegisterAsync(Phone(user with { Password = password.Trim() }, PhoneProfiles.YealinkT46U));

        await Expect(entry).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task From_an_unreachable_user_to_the_cause_it_is_one_click_and_to_the_evidence_another()
    {
        var user = await Portal.NextUserAsync();
        await FailAsync(user);
        var page = await OpenAsOwnerAsync($"/users?q={user.User}");
        await page.Locator("tr.device-row", new() { HasText = user.User }).Locator("a.user-link").ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Why not reachable?" }).ClickAsync();
        await Expect(Entry(page, user)).ToContainTextAsync("The password is wrong");

        await Entry(page, user).Locator("[data-problem]").ClickAsync();
        await Expect(page.Locator("aside.drawer")).ToContainTextAsync(Portal.Domain);
    }

    [Fact]
    public async Task Watching_live_shows_what_comes_and_that_it_has_registered()
    {
        var user = await Portal.NextUserAsync();
        await FailAsync(user);
        var page = await OpenAsOwnerAsync(Of(user));
        await Entry(page, user).Locator("[data-problem]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch live for 60 s" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();

        await FailAsync(user);
        await Expect(page.Locator(".watch-lines")).ToContainTextAsync("wrong password");
        await RegisterAsync(Phone(user, PhoneProfiles.YealinkT46U));

        await Expect(page.Locator(".watch-outcome")).ToHaveTextAsync("It has registered. The problem is solved.");
    }

    [Fact]
    public async Task The_problem_is_found_by_keys_alone()
    {
        var user = await Portal.NextUserAsync();
        await FailAsync(user);
        var page = await OpenAsOwnerAsync("/");
        await Expect(Entry(page, user)).ToBeVisibleAsync();

        await TabToAsync(page, Entry(page, user).GetByRole(AriaRole.Link, new() { Name = $"Why: {Label(user)}" }));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#drawer-title")).ToBeFocusedAsync();
        await Expect(page.Locator("aside.drawer")).ToContainTextAsync("The password is wrong");
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("aside.drawer")).ToHaveCountAsync(0);
        await Expect(Entry(page, user).Locator("[data-problem]")).ToBeFocusedAsync();
    }

    private static string Label(PhoneAccount user) => $"{user.User} Person {user.User}";

    private static string Of(PhoneAccount user) => $"/problems?q=Person+{user.User}";

    private static ILocator Entry(IPage page, PhoneAccount user) => page.Locator(".problem", new() { HasText = $"Person {user.User}" });

    private async Task FailAsync(PhoneAccount user) => Assert.Equal(
        PhoneState.Failed, await Phone(user with { Password = Wrong }, PhoneProfiles.YealinkT46U).RegisterAsync(CancellationToken));
}
