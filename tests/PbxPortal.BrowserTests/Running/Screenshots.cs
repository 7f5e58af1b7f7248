using Microsoft.Playwright;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The pictures of the README, drawn from the demo.</summary>
internal static class Screenshots
{
    // By then most phones have registered, and some have failed, moved or gone.
    private static readonly TimeSpan LifeOfTheDemo = TimeSpan.FromSeconds(40);

    /// <returns>The exit code of the program.</returns>
    public static async Task<int> DrawAsync(string folder)
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
        await using var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1400, Height = 900 },
            ColorScheme = ColorScheme.Light,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync((await demo.SetupLink).ToString());
        await Portal.SetUpAsync(page);
        await Task.Delay(LifeOfTheDemo);

        var file = Path.Combine(Directory.CreateDirectory(folder).FullName, "devices.png");
        await page.ScreenshotAsync(new() { Path = file });
        Console.WriteLine(file);
        return 0;
    }
}
