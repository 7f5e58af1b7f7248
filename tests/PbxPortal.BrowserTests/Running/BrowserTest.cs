using Microsoft.Playwright;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests.Running;

/// <summary>A test with windows in the browser and phones at the server; when it fails, it keeps a picture of each window.</summary>
public abstract class BrowserTest(Portal portal) : IAsyncLifetime
{
    private readonly List<(IBrowserContext Context, IPage Page)> _windows = [];
    private readonly List<SimulatedPhone> _phones = [];
    private readonly SeededGenerator _identities = new(20);

    protected Portal Portal => portal;

    protected static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium.Program is null, "Chromium is not installed. Try: sudo apt-get install chromium");
        await portal.StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var (context, page) in _windows)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                await KeepAsync(page);
            }

            await context.DisposeAsync();
        }

        foreach (var phone in _phones)
        {
            await phone.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A window in which nobody is signed in.</summary>
    protected async Task<IPage> OpenAsync(string path, Action<BrowserNewContextOptions>? configure = null)
    {
        var options = new BrowserNewContextOptions
        {
            BaseURL = portal.Address,
            ViewportSize = new() { Width = 1400, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = ColorScheme.Light,
        };
        configure?.Invoke(options);
        var context = await portal.Browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)TimeSpan.FromSeconds(60).TotalMilliseconds);
        var page = await context.NewPageAsync();
        var output = TestContext.Current.TestOutputHelper;
        page.Console += (_, message) => output?.WriteLine($"{message.Type}: {message.Text}");
        _windows.Add((context, page));
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>A window in which the owner is signed in, with its page live.</summary>
    protected async Task<IPage> OpenAsOwnerAsync(string path, Action<BrowserNewContextOptions>? configure = null)
    {
        var state = await portal.OwnerStateAsync();
        return await OpenLiveAsync(path, state, configure);
    }

    /// <summary>A window in which a phone user is signed in, with its page live.</summary>
    protected async Task<IPage> OpenAsPhoneUserAsync(string path, Action<BrowserNewContextOptions>? configure = null)
    {
        var state = await portal.PhoneUserStateAsync();
        return await OpenLiveAsync(path, state, configure);
    }

    /// <summary>A device of its own; it is switched off when the test ends.</summary>
    protected SimulatedPhone Phone(PhoneAccount account, PhoneProfile profile, PhoneIdentity? identity = null)
    {
        var phone = new SimulatedPhone(account, profile, identity ?? new PhoneIdentity(_identities), portal.PhoneOptions);
        _phones.Add(phone);
        return phone;
    }

    protected static async Task RegisterAsync(SimulatedPhone phone)
    {
        Assert.Equal(PhoneState.Registered, await phone.RegisterAsync(CancellationToken));
    }

    /// <summary>A page that was just entered moves the focus to its heading; what was typed before goes astray.</summary>
    protected static Task ExpectEnteredAsync(IPage page) => Expect(page.Locator("h1")).ToBeFocusedAsync();

    /// <summary>A dialog takes the focus a moment after it has appeared; a key that is pressed before goes astray.</summary>
    protected static Task ExpectFocusInDialogAsync(IPage page) =>
        Expect(page.Locator(".mud-dialog-container :focus, .mud-focus-trap:focus, .mud-focus-trap :focus")).ToHaveCountAsync(1);

    /// <summary>Presses the Tab key until the focus is there.</summary>
    protected static async Task TabToAsync(IPage page, ILocator target)
    {
        // At the ends of a dialog the server leads the focus round; a key that is pressed before it has answered goes astray.
        var turning = page.Locator(".mud-focus-trap > [tabindex='0']:focus");
        for (var presses = 0; presses < 90; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
            await Expect(turning).ToHaveCountAsync(0);
        }

        Assert.Fail("The Tab key does not lead there.");
    }

    private async Task<IPage> OpenLiveAsync(string path, string state, Action<BrowserNewContextOptions>? configure)
    {
        var page = await OpenAsync(path, options =>
        {
            options.StorageState = state;
            configure?.Invoke(options);
        });
        if (path.StartsWith('/'))
        {
            await ExpectEnteredAsync(page);
        }

        return page;
    }

    private static async Task KeepAsync(IPage page)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "failures"));
        var name = string.Concat(TestContext.Current.Test!.TestDisplayName.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        var file = Path.Combine(folder.FullName, $"{name}-{Guid.NewGuid():N}.png");
        await page.ScreenshotAsync(new() { Path = file });
        TestContext.Current.TestOutputHelper?.WriteLine($"{page.Url} looked so: {file}");
    }
}
