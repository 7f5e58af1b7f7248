using Microsoft.Playwright;

namespace PbxPortal.BrowserTests.Running;

/// <summary>
/// Browsers that look at the list of devices of a server that runs already, for the measurement <c>tests/performance/browsers.sh</c>.
/// </summary>
internal static class Watchers
{
    /// <summary>
    /// Says <c>watching</c> when all pages are live. Then, for each line on standard input, waits until each page has that text, and says
    /// <c>seen</c>; or what a page shows instead. Ends with its input.
    /// </summary>
    /// <param name="address">Of the portal.</param>
    /// <param name="name">The account; its password is the first line on standard input.</param>
    /// <param name="count">How many pages, each with its own connection.</param>
    /// <returns>The exit code of the program.</returns>
    public static async Task<int> WatchAsync(string address, string name, int count)
    {
        if (Chromium.Program is null)
        {
            await Console.Error.WriteLineAsync("Chromium is not installed. Try: sudo apt-get install chromium");
            return 1;
        }

        var password = await Console.In.ReadLineAsync() ?? "";
        await using var chromium = new Chromium();
        await chromium.InitializeAsync();
        var state = await SignInAsync(chromium.Browser, address, name, password);
        var pages = new List<IPage>();
        for (var i = 0; i < count; i++)
        {
            var context = await chromium.Browser.NewContextAsync(new() { BaseURL = address, StorageState = state });
            var page = await context.NewPageAsync();
            await page.GotoAsync("/devices");
            await new DevicesView(page).WaitUntilLoadedAsync();
            pages.Add(page);
        }

        Console.WriteLine("watching");
        while (await Console.In.ReadLineAsync() is { Length: > 0 } text)
        {
            Console.WriteLine(await LookAsync(pages, text));
        }

        return 0;
    }

    public static async Task<string> SignInAsync(IBrowser browser, string address, string name, string password)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = address });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync("Sign in");
        return await context.StorageStateAsync();
    }

    private static async Task<string> LookAsync(List<IPage> pages, string text)
    {
        foreach (var page in pages)
        {
            try
            {
                await Assertions.Expect(page.Locator(".head")).ToContainTextAsync(text);
            }
            catch (PlaywrightException)
            {
                return $"a page shows: {await page.Locator(".head").InnerTextAsync()}".ReplaceLineEndings(" ");
            }
        }

        return "seen";
    }
}
