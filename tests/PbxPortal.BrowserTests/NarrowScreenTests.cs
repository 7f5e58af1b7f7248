using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

/// <summary>On a phone of 360 pixels nobody scrolls sideways.</summary>
[Collection<FilledPortal>]
public sealed class NarrowScreenTests(Portal portal) : BrowserTest(portal)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Portal.FillAsync();
    }

    public static TheoryData<string> Pages => PortalPages.Addresses(PortalPages.OfOwner);

    public static TheoryData<string> PagesOfPhoneUser => PortalPages.Addresses(PortalPages.OfPhoneUser);

    public static TheoryData<string> PagesForEverybody => PortalPages.Addresses(PortalPages.OfEverybody);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_as_wide_as_the_screen(string path)
    {
        var page = await OpenAsOwnerAsync(path, Narrow);
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);

        Assert.Equal(360, await WidthAsync(page));
    }

    [Theory]
    [MemberData(nameof(PagesOfPhoneUser))]
    public async Task A_page_of_a_phone_user_is_as_wide_as_the_screen(string path)
    {
        var page = await OpenAsPhoneUserAsync(path, Narrow);
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await Expect(page.Locator(".loading")).ToHaveCountAsync(0);

        Assert.Equal(360, await WidthAsync(page));
    }

    [Theory]
    [MemberData(nameof(PagesForEverybody))]
    public async Task A_page_for_everybody_is_as_wide_as_the_screen(string path)
    {
        var page = await OpenAsync(path, Narrow);

        Assert.Equal(360, await WidthAsync(page));
    }

    [Theory]
    [InlineData("linphone")]
    [InlineData("other")]
    public async Task The_code_of_a_phone_is_as_wide_as_the_screen(string app)
    {
        var page = await OpenAsOwnerAsync($"/users/1/setup?app={app}", Narrow);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of("^Show the ") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Progress" })).ToBeVisibleAsync();
        Assert.Equal(360, await WidthAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel set-up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start again" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Details_and_dialog_are_as_wide_as_the_screen()
    {
        var page = await OpenAsOwnerAsync("/devices", Narrow);
        var view = new DevicesView(page);

        await view.Row("MicroSIP").Locator("[data-device]").ClickAsync();
        await Expect(view.Drawer).ToBeInViewportAsync();
        Assert.Equal(360, await WidthAsync(page));

        await view.Drawer.GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Expect(view.Dialog).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(360, await WidthAsync(page));
    }

    private static void Narrow(BrowserNewContextOptions options) => options.ViewportSize = new() { Width = 360, Height = 740 };

    private static async Task<int> WidthAsync(IPage page) => await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
}
