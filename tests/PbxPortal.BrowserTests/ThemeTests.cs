using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests;

[Collection<LivePortal>]
public sealed class ThemeTests(Portal portal) : BrowserTest(portal)
{
    private const string Dark = "rgb(18, 21, 27)";
    private const string Light = "rgb(246, 247, 249)";

    /// <summary>Notes the background of every frame from the first on.</summary>
    private const string Watch =
        """
        window.backgrounds = new Set();
        const look = () => {
          if (document.body) window.backgrounds.add(getComputedStyle(document.body).backgroundColor);
          requestAnimationFrame(look);
        };
        look();
        """;

    [Fact]
    public async Task The_chosen_theme_is_there_again_after_a_reload_from_the_first_paint()
    {
        var page = await OpenAsOwnerAsync("/devices");
        var html = page.Locator("html");
        await Expect(html).ToHaveAttributeAsync("data-theme", "light");

        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: System" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Dark" }).ClickAsync();
        await Expect(html).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", Dark);

        await page.AddInitScriptAsync(Watch);
        var answer = await page.ReloadAsync();
        Assert.Contains("<html lang=\"en\" data-theme=\"dark\"", await answer!.TextAsync(), StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Theme: Dark" })).ToBeVisibleAsync();
        await new DevicesView(page).WaitUntilLoadedAsync();
        Assert.Equal([Dark], await BackgroundsAsync(page));
    }

    [Theory]
    [InlineData(ColorScheme.Dark, Dark)]
    [InlineData(ColorScheme.Light, Light)]
    public async Task The_first_visit_has_the_colours_of_the_system(ColorScheme scheme, string background)
    {
        var page = await OpenAsOwnerAsync("about:blank", options => options.ColorScheme = scheme);
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync("/devices");
        await new DevicesView(page).WaitUntilLoadedAsync();

        Assert.Equal([background], await BackgroundsAsync(page));
    }

    private static async Task<string[]> BackgroundsAsync(IPage page) => await page.EvaluateAsync<string[]>("() => [...window.backgrounds]");
}
