using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>axe finds nothing serious, in both themes.</summary>
[Collection<FilledPortal>]
public sealed class AccessibilityTests(Portal portal) : BrowserTest(portal)
{
    public static TheoryData<string, bool> Pages => PortalPages.InBothThemes(PortalPages.OfOwner);

    public static TheoryData<string, bool> PagesOfPhoneUser => PortalPages.InBothThemes(PortalPages.OfPhoneUser);

    public static TheoryData<string, bool> PagesForEverybody => PortalPages.InBothThemes(PortalPages.OfEverybody);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.FillAsync();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_serious_barrier(string path, bool isDark)
    {
        var page = await OpenAsOwnerAsync(path, Scheme(isDark));

        await AssertLiveAsync(page, isDark);

        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [MemberData(nameof(PagesOfPhoneUser))]
    public async Task A_page_of_a_phone_user_has_no_serious_barrier(string path, bool isDark)
    {
        var page = await OpenAsPhoneUserAsync(path, Scheme(isDark));

        await AssertLiveAsync(page, isDark);

        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [MemberData(nameof(PagesForEverybody))]
    public async Task A_page_for_everybody_has_no_serious_barrier(string path, bool isDark)
    {
        var page = await OpenAsync(path, Scheme(isDark));

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", isDark ? "dark" : "light");
        await Expect(page).ToHaveTitleAsync(Pattern.Of(".+")); // A page that becomes live has none for a moment.

        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Details_menu_and_dialog_have_no_serious_barrier(bool isDark)
    {
        var page = await OpenAsOwnerAsync("/devices", Scheme(isDark));
        var view = new DevicesView(page);
        await AssertLiveAsync(page, isDark);
        var row = view.Row("MicroSIP");

        await DevicesView.MoreButton(row).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Details" })).ToBeVisibleAsync();
        await AssertNoBarrierAsync(page);

        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Details" }).ClickAsync();
        await Expect(view.Drawer).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem)).ToHaveCountAsync(0);
        await AssertNoBarrierAsync(page);

        await DevicesView.LogOutButton(row).ClickAsync();
        await Expect(view.Dialog).ToBeVisibleAsync();
        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [InlineData("linphone", false)]
    [InlineData("linphone", true)]
    [InlineData("sipnetic", false)]
    [InlineData("other", true)]
    public async Task A_phone_that_is_being_set_up_has_no_serious_barrier(string app, bool isDark)
    {
        var page = await OpenAsOwnerAsync($"/users/1/setup?app={app}", Scheme(isDark));
        await AssertLiveAsync(page, isDark);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^Show the ") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Progress" })).ToBeVisibleAsync();
        await AssertNoBarrierAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel set-up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start again" })).ToBeVisibleAsync();
        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [InlineData("Change password", false)]
    [InlineData("Change password", true)]
    [InlineData("Switch on", false)]
    [InlineData("Switch on", true)]
    public async Task A_form_of_the_account_has_no_serious_barrier(string button, bool isDark)
    {
        var page = await OpenAsOwnerAsync("/account", Scheme(isDark));
        await AssertLiveAsync(page, isDark);

        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();

        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [InlineData("/users", "Add user", false)]
    [InlineData("/users", "Add user", true)]
    [InlineData("/domains", "Add domain", false)]
    [InlineData("/domains", "Add domain", true)]
    [InlineData("/accounts", "Add account", false)]
    [InlineData("/accounts", "Add account", true)]
    [InlineData("/api-keys", "Make a key", false)]
    [InlineData("/api-keys", "Make a key", true)]
    public async Task A_form_has_no_serious_barrier(string path, string button, bool isDark)
    {
        var page = await OpenAsOwnerAsync(path, Scheme(isDark));
        await AssertLiveAsync(page, isDark);

        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();

        await AssertNoBarrierAsync(page);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Orders_search_and_help_have_no_serious_barrier(bool isDark)
    {
        var page = await OpenAsOwnerAsync("/users", Scheme(isDark));
        await AssertLiveAsync(page, isDark);

        await page.GetByLabel("Select 200 Person 200").ClickAsync();
        await AssertNoBarrierAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "New passwords" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await AssertNoBarrierAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Help and shortcuts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Devices");
        await AssertNoBarrierAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await page.Locator("#search").FillAsync("20");
        await Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await AssertNoBarrierAsync(page);
    }

    private static Action<BrowserNewContextOptions> Scheme(bool isDark) =>
        options => options.ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light;

    /// <summary>The live page moves the focus to its heading, and has painted what it knows.</summary>
    private static async Task AssertLiveAsync(IPage page, bool isDark)
    {
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", isDark ? "dark" : "light");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await Expect(page).ToHaveTitleAsync(Pattern.Of(" - PbxPortal$"));
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
    }

    internal static async Task AssertNoBarrierAsync(IPage page)
    {
        var result = await page.RunAxe();
        var barriers =
            from violation in result.Violations
            where violation.Impact is "serious" or "critical"
            from node in violation.Nodes
            select $"{violation.Id}: {violation.Help} in {node.Html}";

        Assert.Empty(barriers);
        Assert.NotEmpty(result.Passes);
    }
}
