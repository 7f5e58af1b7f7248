using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>A morning without a mouse: adds a user, finds the phone that fails, logs another one out, and signs out.</summary>
public sealed class KeyboardOnlyTests(Portal portal) : BrowserTest(portal), IClassFixture<Portal>
{
    private IPage _page = null!;

    [Fact]
    public async Task Everything_is_reached_by_keys()
    {
        var user = await Portal.NextUserAsync();
        await RegisterAsync(Phone(user, PhoneProfiles.MicroSip));
        var failing = Phone(user with { Password = "not-this-one" }, PhoneProfiles.GrandstreamHt802);
        await failing.RegisterAsync(CancellationToken);
        _page = await OpenAsOwnerAsync("/devices");

        await AddUserAsync();
        await FindProblemAsync(user.User);
        await LogOutDeviceAsync();

        await TabToAsync(_page.Locator("button[form=sign-out]"));
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    private async Task AddUserAsync()
    {
        await _page.Keyboard.PressAsync("g");
        await _page.Keyboard.PressAsync("u");
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Users");
        await Expect(_page.Locator("h1")).ToBeFocusedAsync();
        await _page.Keyboard.PressAsync("n");
        var (extension, name) = (_page.GetByLabel("Extension"), _page.GetByLabel("Name", new() { Exact = true }));
        await Expect(extension).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync("7001");
        await Expect(extension).ToHaveValueAsync("7001");
        await TabToAsync(name);
        await Expect(name).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync("Keyboard Person");
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.Locator("#one-time-password")).ToBeVisibleAsync();
        await TabToAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Done" }));
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private async Task FindProblemAsync(string user)
    {
        await _page.Keyboard.PressAsync("/");
        await Expect(_page.Locator("#search")).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync($"HT802 {user}");
        var option = _page.GetByRole(AriaRole.Option).Filter(new() { HasText = "HT802" });
        await Expect(option).ToContainTextAsync("Failing");
        await _page.Keyboard.PressAsync("ArrowDown");
        await Expect(option).ToHaveAttributeAsync("aria-selected", "true");
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_page.Locator("h1")).ToBeFocusedAsync();
        await Expect(_page.Locator("main")).ToContainTextAsync("wrong password");
        await _page.Keyboard.PressAsync("g");
        await _page.Keyboard.PressAsync("d");
        await Expect(_page.Locator("h1")).ToHaveTextAsync("Devices");
        await Expect(_page.Locator("h1")).ToBeFocusedAsync();
    }

    private async Task LogOutDeviceAsync()
    {
        var row = new DevicesView(_page).Row("MicroSIP");
        await TabToAsync(DevicesView.LogOutButton(row));
        await _page.Keyboard.PressAsync("Enter");
        var dialog = _page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToBeVisibleAsync();
        await ExpectFocusInDialogAsync(_page);
        await TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }));
        await _page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToContainTextAsync("Binding removed");
        await TabToAsync(new DevicesView(_page).CloseButton);
        await _page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private Task TabToAsync(ILocator target) => TabToAsync(_page, target);
}
