using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;

namespace PbxPortal.BrowserTests.Measuring;

/// <summary>A list of very many devices: how soon it is there, and how it scrolls.</summary>
internal static class LargeListMeasurement
{
    private const double LongestOpening = 1000;
    private const int Openings = 5;

    /// <summary>Rows are drawn by the server: after a jump the place is empty until they have come.</summary>
    private const string Jump =
        """
        async share => {
          const frame = document.querySelector(".grid .mud-table-container");
          const begun = performance.now();
          frame.scrollTop = share * (frame.scrollHeight - frame.clientHeight);
          const isFilled = () => {
            const box = frame.getBoundingClientRect(), middle = document.elementFromPoint(box.left + 300, box.top + box.height / 2);
            return middle?.closest("tr.device-row") !== null;
          };
          await new Promise(resolve => requestAnimationFrame(resolve));
          while (!isFilled()) {
            if (performance.now() - begun > 20000) throw new Error("The rows did not come.");
            await new Promise(resolve => requestAnimationFrame(resolve));
          }
          return performance.now() - begun;
        }
        """;

    /// <summary>Three seconds of steady scrolling: the time between two frames, and the share of frames with rows in the middle.</summary>
    private const string Scroll =
        """
        async () => {
          const frame = document.querySelector(".grid .mud-table-container"), box = frame.getBoundingClientRect();
          const times = [];
          let filled = 0, last = performance.now();
          frame.scrollTop = 0;
          for (const end = last + 3000; last < end;) {
            await new Promise(resolve => requestAnimationFrame(resolve));
            const now = performance.now();
            times.push(now - last);
            last = now;
            frame.scrollTop += 20;
            if (document.elementFromPoint(box.left + 300, box.top + box.height / 2)?.closest("tr.device-row")) filled++;
          }
          return { times, filled: filled / times.length };
        }
        """;

    public static async Task<int> RunAsync(string address, string account)
    {
        var password = await Console.In.ReadLineAsync() ?? "";
        await using var chromium = new Chromium();
        await chromium.InitializeAsync();
        var state = await Watchers.SignInAsync(chromium.Browser, address, account, password);
        var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = address,
            StorageState = state,
            ViewportSize = new() { Width = 1400, Height = 900 },
        });
        var page = await context.NewPageAsync();
        await OpenAsync(page); // The first one compiles; it is told apart.
        var openings = new List<double>();
        for (var turn = 0; turn < Openings; turn++)
        {
            openings.Add(await OpenAsync(page));
        }

        var within = new List<double>();
        for (var turn = 0; turn < Openings; turn++)
        {
            within.Add(await OpenFromWithinAsync(page));
        }

        Figures.Print("The list", await page.Locator(".head .quiet").InnerTextAsync());
        Print("Opened by its address", openings);
        Print("Opened from another page", within);
        await ScrollAsync(page);
        await SnapshotAsync(context);
        return 0;
    }

    private static void Print(string what, List<double> times)
    {
        var median = Figures.Percentile(times, 0.5);
        Figures.Print($"{what}, median of {times.Count}", $"{Figures.Milliseconds(median)}, most {Figures.Milliseconds(times.Max())}", median < LongestOpening);
    }

    /// <summary>From the start of the navigation to the first row.</summary>
    private static async Task<double> OpenAsync(IPage page)
    {
        await page.GotoAsync("/devices", new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => document.querySelector('tr.device-row')", null, new() { PollingInterval = null });
        return await page.EvaluateAsync<double>("() => new Promise(resolve => requestAnimationFrame(() => resolve(performance.now())))");
    }

    /// <summary>From the click on the link to the first row.</summary>
    private static async Task<double> OpenFromWithinAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Transports" }).ClickAsync();
        await Assertions.Expect(page.Locator("tr.device-row")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Transports");
        return await page.EvaluateAsync<double>(
            """
            async () => {
              const begun = performance.now();
              document.querySelector("nav a[href='/devices']").click();
              while (!document.querySelector("tr.device-row")) await new Promise(resolve => requestAnimationFrame(resolve));
              return performance.now() - begun;
            }
            """);
    }

    private static async Task ScrollAsync(IPage page)
    {
        var jumps = new List<double>();
        foreach (var share in (double[])[0.5, 0.1, 0.9, 0.3, 0.7, 1.0, 0.0])
        {
            jumps.Add(await page.EvaluateAsync<double>(Jump, share));
        }

        var steady = await page.EvaluateAsync<JsonElement>(Scroll);
        double[] times = [.. steady.GetProperty("times").EnumerateArray().Select(time => time.GetDouble())];
        Figures.Print("Rows after a jump, p95", Figures.Milliseconds(Figures.Percentile(jumps, 0.95)));
        Figures.Print("Time between two frames while scrolling, p95", Figures.Milliseconds(Figures.Percentile(times, 0.95)));
        Figures.Print("Frames with rows in them", string.Create(CultureInfo.InvariantCulture, $"{steady.GetProperty("filled").GetDouble():P0}"));
    }

    /// <summary>The first answer of the hub for other programs.</summary>
    private static async Task SnapshotAsync(IBrowserContext context)
    {
        var answer = await context.APIRequest.GetAsync("/api/v1/registrations", new() { Timeout = 120_000 });
        var body = await answer.BodyAsync();
        Figures.Print("All devices as JSON", string.Create(CultureInfo.InvariantCulture, $"{body.Length / 1e6:F1} MB"));
    }
}
