using System.Text.Json;
using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;

namespace PbxPortal.BrowserTests.Measuring;

/// <summary>One page that looks at the list, with a script in it that takes the time of what the reader sees.</summary>
/// <remarks>
/// A refresh happened at the end of the new lifetime less the lifetime itself, which both stand in the row; it is seen when the
/// browser has painted it on the screen (rows that wait above and below are drawn with the next rendering). Server and browser are on one
/// machine, so one clock serves both. Renderings are counted as they come over the connection.
/// </remarks>
internal sealed class LiveProbe
{
    private const string Script =
        """
        window.renders = [];
        window.latencies = [];
        const Plain = window.WebSocket;
        window.WebSocket = class extends Plain {
          constructor(...args) {
            super(...args);
            this.addEventListener("message", event => {
              const text = typeof event.data === "string" ? event.data : new TextDecoder("latin1").decode(new Uint8Array(event.data, 0, Math.min(event.data.byteLength, 200)));
              if (text.includes("JS.RenderBatch")) window.renders.push(performance.now());
            });
          }
        };
        window.beginToMeasure = () => {
          window.renders.length = 0;
          window.latencies.length = 0;
          const from = Date.now(), seen = new Map();
          new MutationObserver(changes => {
            const events = [];
            for (const change of changes) {
              const cell = change.target, device = cell.closest("tr")?.querySelector("[data-device]")?.id;
              const at = Number(cell.dataset.expires) - 1000 * Number(cell.dataset.granted);
              if (device && at > from && at > (seen.get(device) ?? 0)) {
                seen.set(device, at);
                events.push([cell, at]);
              }
            }
            if (events.length) requestAnimationFrame(() => setTimeout(() => {
              const now = Date.now();
              for (const [cell, at] of events) {
                const box = cell.getBoundingClientRect();
                if (box.bottom > 0 && box.top < innerHeight) window.latencies.push(now - at);
              }
            }));
          }).observe(document.querySelector(".grid"), { subtree: true, attributeFilter: ["data-expires"] });
        };
        """;

    private readonly IBrowserContext _context;
    private IWebSocketRoute? _wire;

    private LiveProbe(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        View = new DevicesView(page);
    }

    public IPage Page { get; }

    public DevicesView View { get; }

    public IAPIRequestContext Api => _context.APIRequest;

    /// <param name="browser">The one browser.</param>
    /// <param name="address">Of the portal.</param>
    /// <param name="state">The cookies of whoever is signed in.</param>
    /// <param name="isCuttable">Its connection can be cut; such a one goes through this process, so that it is not measured.</param>
    public static async Task<LiveProbe> OpenAsync(IBrowser browser, string address, string state, bool isCuttable)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address,
            StorageState = state,
            ViewportSize = new() { Width = 1400, Height = 900 },
        });
        var probe = new LiveProbe(context, await context.NewPageAsync());
        if (isCuttable)
        {
            await probe.Page.RouteWebSocketAsync("**/_blazor**", route =>
            {
                probe._wire = route;
                route.ConnectToServer();
            });
        }
        else
        {
            await probe.Page.AddInitScriptAsync(Script);
        }

        await probe.Page.GotoAsync("/devices");
        await probe.View.WaitUntilLoadedAsync();
        return probe;
    }

    public Task BeginAsync() => Page.EvaluateAsync("beginToMeasure()");

    public Task<double[]> LatenciesAsync() => NumbersAsync("latencies");

    /// <summary>When each rendering came, in milliseconds of the page.</summary>
    public Task<double[]> RendersAsync() => NumbersAsync("renders");

    /// <summary>Nothing passes any more, nor does a new connection come about.</summary>
    public async Task CutAsync()
    {
        await Page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        await _wire!.CloseAsync(new() { Code = 3000 });
    }

    public Task MendAsync() => Page.UnrouteAllAsync();

    private async Task<double[]> NumbersAsync(string name) =>
        (await Page.EvaluateAsync<JsonElement>($"() => window.{name}")).EnumerateArray().Select(number => number.GetDouble()).ToArray();
}
