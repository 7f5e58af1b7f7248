using Microsoft.Playwright;
using PbxPortal.BrowserTests.Running;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace PbxPortal.BrowserTests.Running;

/// <summary>The one browser of all tests; each test has windows of its own in it, which share nothing.</summary>
/// <remarks>Immutable once it is started.</remarks>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", // A web phone has a microphone, and nobody is asked for it.
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser that is installed; <c>null</c>: none.</summary>
    public static string? Program { get; } = Find();

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium is not installed.");

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
        {
            return; // Each test says that it is skipped.
        }

        Assertions.SetDefaultExpectTimeout((float)TimeSpan.FromSeconds(40).TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
