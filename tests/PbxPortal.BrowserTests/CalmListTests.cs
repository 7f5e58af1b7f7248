using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>What a reader has opened stays open while other devices come, change and go.</summary>
[Collection<LivePortal>]
public sealed class CalmListTests(Portal portal) : BrowserTest(portal)
{
    private static readonly PhoneProfile[] Others =
        [PhoneProfiles.YealinkT46U, PhoneProfiles.LinphoneDesktop, PhoneProfiles.Zoiper, PhoneProfiles.FanvilX4U, PhoneProfiles.CiscoSpa504G];

    private IPage _page = null!;
    private DevicesView _view = null!;
    private SimulatedPhone[] _others = [];
    private ILocator _row = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var user = await Portal.NextUserAsync();
        _others = [.. Others.Select(profile => Phone(user, profile))];
        foreach (var phone in _others.Append(Phone(user, PhoneProfiles.MicroSip)))
        {
            await RegisterAsync(phone);
        }

        _page = await OpenAsOwnerAsync(DevicesView.Of(user.User));
        _view = new DevicesView(_page);
        _row = _view.Row("MicroSIP");
        await Expect(_view.Rows).ToHaveCountAsync(_others.Length + 1);
        await DevicesView.MarkAsync(_row);
    }

    [Fact]
    public async Task An_open_menu_stays_open_and_works()
    {
        await DevicesView.MoreButton(_row).ClickAsync();
        var details = _page.GetByRole(AriaRole.Menuitem, new() { Name = "Details" });
        await Expect(details).ToBeVisibleAsync();
        await DevicesView.MarkAsync(details);

        await RefreshOthersAsync();

        await Expect(details).ToBeVisibleAsync();
        await DevicesView.AssertMarkedAsync(details);
        await DevicesView.AssertMarkedAsync(_row);
        await details.ClickAsync();
        await Expect(_view.Drawer).ToContainTextAsync("MicroSIP");
    }

    [Fact]
    public async Task An_open_dialog_keeps_the_choice_that_was_made()
    {
        await DevicesView.LogOutButton(_row).ClickAsync();
        await _view.Dialog.GetByText("Keep it out until allowed", new() { Exact = true }).ClickAsync();
        var choice = _view.Dialog.GetByRole(AriaRole.Radio, new() { NameRegex = Pattern.Of("^Keep it out until allowed") });
        await Expect(choice).ToBeCheckedAsync();
        await DevicesView.MarkAsync(choice);

        await RefreshOthersAsync();

        await Expect(choice).ToBeCheckedAsync();
        await DevicesView.AssertMarkedAsync(choice);
        await _view.Dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(_view.Dialog).ToHaveCountAsync(0);
        await Expect(DevicesView.Status(_row)).ToContainTextAsync("Online");
    }

    [Fact]
    public async Task Open_details_keep_what_was_typed_into_them()
    {
        await _row.Locator("[data-device]").ClickAsync();
        var name = _view.Drawer.GetByLabel("Name", new() { Exact = true });
        await name.FillAsync("Anna's laptop");
        await DevicesView.MarkAsync(name);

        await RefreshOthersAsync();

        await Expect(name).ToHaveValueAsync("Anna's laptop");
        await DevicesView.AssertMarkedAsync(name);
        await Expect(name).ToBeFocusedAsync();
        await _view.Drawer.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(_view.Row("Anna's laptop")).ToHaveCountAsync(1);
    }

    /// <summary>Fifty changes of other rows, and the last of each is on the screen.</summary>
    private async Task RefreshOthersAsync()
    {
        foreach (var _ in Enumerable.Range(0, 10))
        {
            foreach (var phone in _others)
            {
                await RegisterAsync(phone);
            }
        }

        foreach (var phone in _others)
        {
            var expiresAt = phone.LastAnswer!.AnsweredAt.AddSeconds(phone.LastAnswer.GrantedSeconds).ToUnixTimeMilliseconds();
            await _page.WaitForFunctionAsync(
                "expected => [...document.querySelectorAll('tr.device-row [data-expires]')].filter(row => Math.abs(row.dataset.expires - expected) < 100).length > 0",
                expiresAt);
        }
    }
}
