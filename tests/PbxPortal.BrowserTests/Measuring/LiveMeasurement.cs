using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests.Measuring;

/// <summary>
/// Several pages look at the list of devices while phones change it: how long from the event to the pixel, how many renderings, and
/// whether an open menu, the focus and a selection stay. In the end one page loses its connection and must show no ghost afterwards.
/// </summary>
internal static class LiveMeasurement
{
    private const double LongestLatency = 400;
    private const int MostRenders = 5;
    private const int LoggedOut = 20;

    private static readonly float Patience = (float)TimeSpan.FromSeconds(60).TotalMilliseconds;

    /// <summary>
    /// Says <c>watching</c> when all pages are live, measures until the next line on standard input, and prints what came of it.
    /// </summary>
    /// <returns>0; 1 when a page lost what must stay, or shows a ghost. A figure that is missed is printed and no failure: how busy
    /// the machine is decides as well.</returns>
    public static async Task<int> RunAsync(LiveArguments arguments)
    {
        var password = await Console.In.ReadLineAsync() ?? "";
        await using var chromium = new Chromium();
        await chromium.InitializeAsync();
        var state = await Watchers.SignInAsync(chromium.Browser, arguments.Address, arguments.Account, password);
        var probes = new List<LiveProbe>();
        for (var count = 0; count < arguments.Browsers; count++)
        {
            probes.Add(await LiveProbe.OpenAsync(chromium.Browser, arguments.Address, state, isCuttable: false));
        }

        var cuttable = await LiveProbe.OpenAsync(chromium.Browser, arguments.Address, state, isCuttable: true);
        var checks = await TouchAsync(probes);
        foreach (var probe in probes)
        {
            await probe.BeginAsync();
        }

        Console.WriteLine("watching");
        _ = await Console.In.ReadLineAsync();
        await ReportAsync(probes);
        var failures = new List<string>();
        foreach (var (what, check) in checks)
        {
            await TryAsync(what, check, failures);
        }

        await TryAsync($"No ghost after a cut of {arguments.CutSeconds} s", () => CutAsync(cuttable, arguments.CutSeconds), failures);
        return failures.Count == 0 ? 0 : 1;
    }

    /// <summary>Opens a menu, sets the focus, ticks rows, each on a page of its own; what to look for in the end comes back.</summary>
    private static async Task<List<(string What, Func<Task> Check)>> TouchAsync(List<LiveProbe> probes) => probes.Count < 3
        ? []
        :
        [
            ("An open menu stays", await OpenMenuAsync(probes[0])),
            ("The focus stays", await FocusAsync(probes[1])),
            ("A selection stays, and no row moves under it", await SelectAsync(probes[2])),
        ];

    private static async Task<Func<Task>> OpenMenuAsync(LiveProbe probe)
    {
        await DevicesView.MoreButton(probe.View.Rows.Nth(4)).ClickAsync();
        var details = probe.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Details" });
        await Expect(details).ToBeVisibleAsync();
        await DevicesView.MarkAsync(details);
        return CheckAsync;

        async Task CheckAsync()
        {
            await Expect(details).ToBeVisibleAsync();
            await DevicesView.AssertMarkedAsync(details);
        }
    }

    /// <summary>By the keyboard, so that the list takes it for somebody at work.</summary>
    private static async Task<Func<Task>> FocusAsync(LiveProbe probe)
    {
        var id = await probe.View.Rows.Nth(4).Locator("[data-device]").GetAttributeAsync("id");
        var focused = probe.Page.Locator($"#{id}");
        await focused.FocusAsync();
        await probe.Page.Keyboard.PressAsync("Shift+Tab");
        await probe.Page.Keyboard.PressAsync("Tab");
        await DevicesView.MarkAsync(focused);
        return CheckAsync;

        async Task CheckAsync()
        {
            await Expect(focused).ToBeFocusedAsync();
            await DevicesView.AssertMarkedAsync(focused);
        }
    }

    private static async Task<Func<Task>> SelectAsync(LiveProbe probe)
    {
        await probe.View.Rows.Nth(1).GetByRole(AriaRole.Checkbox).CheckAsync();
        await probe.View.Rows.Nth(5).GetByRole(AriaRole.Checkbox).CheckAsync();
        var order = await OrderAsync(probe);
        return CheckAsync;

        async Task CheckAsync()
        {
            await Expect(probe.Page.Locator(".bulk-bar")).ToContainTextAsync("2 selected");
            Assert.Equal(order, await OrderAsync(probe));
        }
    }

    private static async Task<string> OrderAsync(LiveProbe probe) =>
        await probe.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('tr.device-row [data-device]')].map(cell => cell.id).join(' ')");

    private static async Task ReportAsync(List<LiveProbe> probes)
    {
        var latencies = new List<double>();
        var (mostRenders, renders, seconds) = (0, 0, 0.0);
        foreach (var probe in probes)
        {
            latencies.AddRange(await probe.LatenciesAsync());
            var times = await probe.RendersAsync();
            mostRenders = Math.Max(mostRenders, Figures.MostInOneSecond(times));
            renders += times.Length;
            seconds += times.Length > 1 ? (times[^1] - times[0]) / 1000 : 0;
        }

        var p95 = Figures.Percentile(latencies, 0.95);
        Figures.Print("Changes seen", latencies.Count.ToString(CultureInfo.InvariantCulture));
        Figures.Print("Event to pixel, median", Figures.Milliseconds(Figures.Percentile(latencies, 0.5)));
        Figures.Print("Event to pixel, p95", Figures.Milliseconds(p95), p95 < LongestLatency);
        Figures.Print("Event to pixel, p99", Figures.Milliseconds(Figures.Percentile(latencies, 0.99)));
        Figures.Print("Renderings a second and viewer, mean", string.Create(CultureInfo.InvariantCulture, $"{renders / Math.Max(seconds, 1):F1}"));
        Figures.Print("Renderings within any one second, most", mostRenders.ToString(CultureInfo.InvariantCulture), mostRenders <= MostRenders);
    }

    private static async Task TryAsync(string what, Func<Task> check, List<string> failures)
    {
        try
        {
            await check();
            Figures.Print(what, "yes", isGood: true);
        }
        catch (Exception exception) when (exception is PlaywrightException or Xunit.Sdk.XunitException or InvalidOperationException)
        {
            failures.Add(what);
            Figures.Print(what, exception.Message.ReplaceLineEndings(" "), isGood: false);
        }
    }

    /// <summary>While the page is cut off, devices are logged out; afterwards each row that it has is as the server says.</summary>
    private static async Task CutAsync(LiveProbe probe, int seconds)
    {
        await probe.CutAsync();
        await Expect(probe.Page.Locator("#connection")).ToBeVisibleAsync();
        var devices = await DevicesAsync(probe);
        foreach (var id in devices.Where(device => device.IsReachable).Select(device => device.Id).Take(LoggedOut))
        {
            var answer = await probe.Api.DeleteAsync($"/api/v1/registrations/{id}?keepOut=untilAllowed");
            Assert.True(answer.Ok, await answer.TextAsync());
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await probe.MendAsync();
        await Expect(probe.Page.Locator("#connection")).ToBeHiddenAsync(new() { Timeout = Patience });
        devices = await DevicesAsync(probe);
        var expected = $"{devices.Count(device => device.IsReachable)} of {devices.Count} reachable";
        await Expect(probe.Page.Locator(".head")).ToContainTextAsync(expected, new() { Timeout = Patience });
        await Expect(probe.Page.GetByRole(AriaRole.Button, new() { NameRegex = Pattern.Of($"^Kept out {LoggedOut}$") })).ToBeVisibleAsync();
    }

    private static async Task<List<(long Id, bool IsReachable)>> DevicesAsync(LiveProbe probe)
    {
        var answer = await (await probe.Api.GetAsync("/api/v1/registrations")).JsonAsync();
        return [.. answer!.Value.EnumerateArray().Select(Read)];

        static (long, bool) Read(JsonElement device) => (device.GetProperty("id").GetInt64(), device.GetProperty("isReachable").GetBoolean());
    }
}
