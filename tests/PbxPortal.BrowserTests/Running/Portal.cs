using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using PbxPortal.Phones;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The real program with a database of its own, an owner, and users whose phones may register.</summary>
/// <remarks>Confined to one test collection, whose tests run one after another.</remarks>
public sealed class Portal(Chromium chromium) : IAsyncDisposable
{
    /// <summary>The domain that the first start creates.</summary>
    public const string Domain = "pbx.test";

    public const string OwnerName = "olga.owner";

    public const string OwnerPassword = "five green bicycles";

    private const string PhonePassword = "telephone-2468";
    private const int FirstExtension = 200;
    private const int Extensions = 40;

    private readonly PortalHome _home = new();
    private PortalProcess? _process;
    private string? _ownerState;
    private int _nextExtension = FirstExtension;

    public IBrowser Browser => chromium.Browser;

    public string Address => _home.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>What the server has written so far.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The link that the first start prints.</summary>
    public Task<Uri> SetupLink => _process?.SetupLink ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>On the same ports and the same database every time.</summary>
    public async Task StartAsync() => _process ??= await PortalProcess.ServeAsync(_home.Address, _home.Settings);

    /// <summary>Ends the server from one moment to the next.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>A command beside the server, which notices it within a second.</summary>
    public Task<string> RunAsync(string input, params string[] arguments) => PortalProcess.RunAsync(_home.Settings, input, arguments);

    /// <summary>The cookies of a browser in which the owner is signed in; the first to ask creates the owner.</summary>
    public async Task<string> OwnerStateAsync()
    {
        if (_ownerState is not null)
        {
            return _ownerState;
        }

        await using var context = await Browser.NewContextAsync(new() { BaseURL = Address });
        var page = await context.NewPageAsync();
        await page.GotoAsync((await SetupLink).ToString());
        await SetUpAsync(page);
        await page.WaitForURLAsync("**/");
        await AddUsersAsync(context);
        return _ownerState = await context.StorageStateAsync();
    }

    /// <summary>Fills the form of the set-up link in.</summary>
    public static async Task SetUpAsync(IPage page)
    {
        await page.GetByLabel("Name").FillAsync(OwnerName);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(OwnerPassword);
        await page.GetByLabel("Password again").FillAsync(OwnerPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create owner and sign in" }).ClickAsync();
    }

    /// <summary>A user whom no other test uses.</summary>
    public PhoneAccount NextUser()
    {
        var extension = (_nextExtension++).ToString(CultureInfo.InvariantCulture);
        Assert.InRange(_nextExtension, FirstExtension, FirstExtension + Extensions);
        return new PhoneAccount(extension, Domain, PhonePassword);
    }

    /// <param name="onAnswer">Called on the phone's own loop after each answer.</param>
    public PhoneOptions PhoneOptions(Action<SimulatedPhone, RegisterAnswer>? onAnswer = null) =>
        new() { Registrar = _home.Sip, OnAnswer = onAnswer };

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _home.Dispose();
    }

    private async Task AddUsersAsync(IBrowserContext context)
    {
        var table = new StringBuilder("domain,extension,password,display_name\n");
        for (var extension = FirstExtension; extension < FirstExtension + Extensions; extension++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{Domain},{extension},{PhonePassword},Person {extension}\n");
        }

        var file = _home.InFolder("users.csv");
        await File.WriteAllTextAsync(file, table.ToString());
        await RunAsync("", "users", "import", file);
        await Patience.UntilAsync(
            async () => (await (await context.APIRequest.GetAsync("/api/v1/users")).JsonAsync())?.GetArrayLength() == Extensions,
            () => $"The server did not notice the users. It wrote:\n{Output}");
    }
}
