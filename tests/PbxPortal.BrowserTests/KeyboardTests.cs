using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>Everything without a mouse.</summary>
[Collection<LivePortal>]
public sealed class KeyboardTests(Portal portal) : BrowserTest(portal)
{
    private IPage _page = null!;
    private DevicesView _view = null!;
    private ILocator _row = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var user = await Portal.NextUserAsync();
        await RegisterAsync(Phone(user, PhoneProfiles.MicroSip));
        _page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        _view = new DevicesView(_page);
        _row = _view.Row("MicroSIP");
        await Expect(_row).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_slash_leads_to_the_search()
    {
        await _page.Keyboard.PressAsync("/");

        await Expect(_page.Locator("#search")).ToBeFocusedAsync();
        await _page.Keyboard.TypeAsync("nobody-has-this");
        await Expect(_view.Rows).ToHaveCountAsync(0);
        await Expect(_page.GetByText("match", new() { Exact = false }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_details_open_and_close_and_give_the_focus_back()
    {
        var opener = _row.Locator("[data-device]");
        await TabToAsync(opener);

        await _page.Keyboard.PressAsync("Enter");
        await Expect(_view.Drawer).ToBeVisibleAsync();
        await Expect(_page.Locator("#drawer-title")).ToBeFocusedAsync();
        await _page.Keyboard.PressAsync("Escape");

        await Expect(_view.Drawer).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_log_out_dialog_holds_the_focus_and_gives_it_back()
    {
        var opener = DevicesView.LogOutButton(_row);
        await TabToAsync(opener);

        await _page.Keyboard.PressAsync("Enter");
        await Expect(_view.Dialog).ToBeVisibleAsync();
        await ExpectFocusInDialogAsync(_page);
        await TabToAsync(_view.Dialog.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }));
        Assert.True(await _page.EvaluateAsync<bool>("() => document.activeElement.closest('[role=dialog]') !== null"));
        await _page.Keyboard.PressAsync("Escape");

        await Expect(_view.Dialog).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
        await Expect(DevicesView.Status(_row)).ToContainTextAsync("Online");
    }

    [Fact]
    public async Task A_device_is_logged_out_by_keys_alone()
    {
        await TabToAsync(DevicesView.LogOutButton(_row));
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_view.Dialog).ToBeVisibleAsync();
        await ExpectFocusInDialogAsync(_page);

        await TabToAsync(_view.Dialog.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }));
        await _page.Keyboard.PressAsync("Enter");

        await Expect(_view.Dialog).ToContainTextAsync("Binding removed");
        await TabToAsync(_view.CloseButton);
        await _page.Keyboard.PressAsync("Enter");
        await Expect(_view.Dialog).ToHaveCountAsync(0);
        await Expect(DevicesView.Status(_row)).ToContainTextAsync("Kept out");
    }

    private Task TabToAsync(ILocator target) => TabToAsync(_page, target);
}
