using System.Globalization;
using System.Text.Json;
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

    private PhoneAccount _user = null!;
    private IPage _page = null!;
    private DevicesView _view = null!;
    private SimulatedPhone[] _others = [];
    private ILocator _row = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _user = await Portal.NextUserAsync();
        _others = [.. Others.Select(profile => Phone(_user, profile))];
        foreach (var phone in _others.Append(Phone(_user, PhoneProfiles.MicroSip)))
        {
            await RegisterAsync(phone);
        }

        _page = await OpenAsOwnerAsync(DevicesView.Of(_user.User));
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
        await Expect(_page.Locator("#drawer-title")).ToBeFocusedAsync(); // It takes the focus a moment after it has opened.
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

        await Patience.UntilAsync(
            async () => (await ShownAsync()).SequenceEqual(await GrantedAsync()),
            () => "The page does not show until when the devices are registered.");
    }

    /// <summary>Until when each device is registered, as its row says.</summary>
    private Task<string[]> ShownAsync() => _page.EvaluateAsync<string[]>(
        "() => [...document.querySelectorAll('tr.device-row [data-expires]')].map(cell => cell.dataset.expires).sort()");

    /// <summary>The same as the server has it now: a phone also refreshes by itself.</summary>
    private async Task<IEnumerable<string>> GrantedAsync()
    {
        var devices = await (await _page.Context.APIRequest.GetAsync("/api/v1/registrations")).JsonAsync();
        return devices!.Value.EnumerateArray()
            .Where(device => string.Equals(device.GetProperty("extension").GetString(), _user.User, StringComparison.Ordinal))
            .Select(device => device.GetProperty("expiresAt"))
            .Where(expiresAt => expiresAt.ValueKind != JsonValueKind.Null)
            .Select(expiresAt => expiresAt.GetDateTimeOffset().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))
            .Order(StringComparer.Ordinal);
    }
}
