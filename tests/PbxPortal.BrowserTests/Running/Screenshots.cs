using Microsoft.Playwright;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The pictures of the README, and on demand of every page in both themes and both widths, drawn from the demo.</summary>
internal static class Screenshots
{
    // By then most phones have registered, and some have failed, moved or gone.
    private static readonly TimeSpan LifeOfTheDemo = TimeSpan.FromSeconds(40);

    /// <summary>Those of the README and the docs; a page that the program does not have is left out.</summary>
    private static readonly (string Name, string Address)[] OfReadme =
        [("overview", "/"), ("devices", "/devices"), ("problems", "/problems")];

    private static readonly ViewportSize Wide = new() { Width = 1400, Height = 900 };
    private static readonly ViewportSize Narrow = new() { Width = 360, Height = 740 };

    /// <param name="all">Every page in both themes, wide and narrow, for somebody who looks at them all.</param>
    /// <returns>The exit code of the program.</returns>
    public static async Task<int> DrawAsync(string folder, bool all)
    {
        if (Chromium.Program is null)
        {
            await Console.Error.WriteLineAsync("Chromium is not installed. Try: sudo apt-get install chromium");
            return 1;
        }

        using var home = new PortalHome();
        var settings = home.Settings.Where(setting => setting.Key is not ("Sip__DefaultDomain" or "Registrar__MinExpires"))
            .ToDictionary(StringComparer.Ordinal);
        await using var demo = await PortalProcess.ServeAsync(home.Address, settings, "--demo");
        await using var chromium = new Chromium();
        await chromium.InitializeAsync();
        var state = await SignInAsync(chromium.Browser, await demo.SetupLink);
        await Task.Delay(LifeOfTheDemo);

        var path = Directory.CreateDirectory(folder).FullName;
        foreach (var look in all ? Looks() : [new Look(Wide, ColorScheme.Light, "")])
        {
            await DrawAsync(chromium.Browser, home.Address, state, look, all ? EveryPage() : PagesOfReadme(), path);
        }

        return 0;
    }

    private static IEnumerable<Look> Looks() =>
        from isNarrow in (bool[])[false, true]
        from isDark in (bool[])[false, true]
        select new Look(
            isNarrow ? Narrow : Wide,
            isDark ? ColorScheme.Dark : ColorScheme.Light,
            (isNarrow ? "-360" : "") + (isDark ? "-dark" : ""));

    private static IEnumerable<(string Name, string Address)> PagesOfReadme() => OfReadme.Where(picture =>
        PortalPages.Mapped.FirstOrDefault(page => string.Equals(page.Route, picture.Address.Split('?')[0], StringComparison.Ordinal)).Page is { } page
        && (picture.Name is not "overview" || page.Name is "OverviewPage"));

    private static IEnumerable<(string Name, string Address)> EveryPage() =>
        PortalPages.OfOwner.Concat(PortalPages.OfEverybody).Select(page => (NameOf(page.Address), page.Address));

    private static string NameOf(string address) =>
        address is "/" ? "home" : string.Concat(address[1..].Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));

    private static async Task<string> SignInAsync(IBrowser browser, Uri setupLink)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(setupLink.ToString());
        await Portal.SetUpAsync(page);
        await page.WaitForURLAsync("**/");
        return await context.StorageStateAsync();
    }

    private static async Task DrawAsync(
        IBrowser browser, Uri portal, string state, Look look, IEnumerable<(string Name, string Address)> pages, string folder)
    {
        await using var context = await browser.NewContextAsync(new()
        {
            BaseURL = portal.ToString(),
            StorageState = state,
            ViewportSize = look.Size,
            ColorScheme = look.Scheme,
        });
        var page = await context.NewPageAsync();
        foreach (var (name, address) in pages)
        {
            await page.GotoAsync(address);
            await page.Locator("h1, h2").First.WaitForAsync();
            await Assertions.Expect(page.Locator(".loading")).ToHaveCountAsync(0);
            await Task.Delay(TimeSpan.FromSeconds(1)); // The rows come after the page.
            var file = Path.Combine(folder, $"{name}{look.Suffix}.png");
            await page.ScreenshotAsync(new() { Path = file });
            Console.WriteLine(file);
        }
    }

    private sealed record Look(ViewportSize Size, ColorScheme Scheme, string Suffix);
}
