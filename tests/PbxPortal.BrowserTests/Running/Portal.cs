using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using PbxPortal.Tests.EndToEnd;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The real program with a database of its own, an owner, and users whose phones may register.</summary>
/// <remarks>Confined to one test collection, whose tests run one after another.</remarks>
public sealed class Portal(Chromium chromium) : IAsyncDisposable
{
    /// <summary>The domain that the first start creates.</summary>
    public const string Domain = "pbx.test";

    public const string OwnerName = "olga.owner";

    public const string OwnerPassword = "five green bicycles";

    private const string PhoneUserPassword = "seven quiet lamps";
    private const string PhonePassword = "telephone-2468";
    private const int FirstExtension = 200;
    private const int Extensions = 60;

    private readonly PortalHome _home = new();
    private PortalProcess? _process;
    private string? _ownerState;
    private string? _phoneUserState;
    private readonly SeededGenerator _identities = new(10);
    private bool _isFilled;
    private int _nextExtension = FirstExtension;

    public IBrowser Browser => chromium.Browser;

    public string Address => _home.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The same portal with TLS.</summary>
    public Uri SecureAddress => _home.SecureAddress;

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

    /// <summary>The cookies of a browser in which a phone user is signed in, who has a phone; the first to ask invites him.</summary>
    public async Task<string> PhoneUserStateAsync()
    {
        if (_phoneUserState is not null)
        {
            return _phoneUserState;
        }

        var user = await NextUserAsync();
        await SwitchOnAsync(user, PhoneProfiles.GigasetC530 with { RequestedExpires = TimeSpan.FromHours(1) }); // None that a test looks for.
        await using var context = await Browser.NewContextAsync(new() { BaseURL = Address });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(await InviteAsync(user)).PathAndQuery);
        await ChoosePasswordAsync(page);
        await page.WaitForURLAsync("**/my");
        return _phoneUserState = await context.StorageStateAsync();
    }

    /// <summary>The link with which a phone user chooses his password.</summary>
    public async Task<string> InviteAsync(PhoneAccount user)
    {
        await using var context = await Browser.NewContextAsync(new() { BaseURL = Address, StorageState = await OwnerStateAsync() });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"/users?q={user.User}");
        await page.Locator(".user-link").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        return await page.Locator("#invitation-link").InnerTextAsync();
    }

    /// <summary>Fills the form of an invitation in.</summary>
    public static async Task ChoosePasswordAsync(IPage page)
    {
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(PhoneUserPassword);
        await page.GetByLabel("Password again").FillAsync(PhoneUserPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose password and sign in" }).ClickAsync();
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
    public async Task<PhoneAccount> NextUserAsync()
    {
        await OwnerStateAsync(); // Whoever creates the owner adds the users.
        var extension = (_nextExtension++).ToString(CultureInfo.InvariantCulture);
        Assert.InRange(_nextExtension, FirstExtension, FirstExtension + Extensions);
        return new PhoneAccount(extension, Domain, PhonePassword);
    }

    /// <summary>A file of its own folder, for a browser to upload.</summary>
    public async Task<string> WriteFileAsync(string name, string text)
    {
        var file = _home.InFolder(name);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }

    /// <summary>Devices of one user in every state, for pages that are looked at and not touched.</summary>
    public async Task FillAsync()
    {
        if (_isFilled)
        {
            return;
        }

        await using var context = await Browser.NewContextAsync(new() { BaseURL = Address, StorageState = await OwnerStateAsync() });
        var user = await NextUserAsync();
        await SwitchOnAsync(user, PhoneProfiles.MicroSip with { RequestedExpires = TimeSpan.FromHours(1) }); // It is looked at for longer than its five minutes.
        await SwitchOnAsync(user, PhoneProfiles.LinphoneIos);
        await SwitchOnAsync(user, PhoneProfiles.YealinkT46U, phone => phone.LogOutAsync(TestContext.Current.CancellationToken));
        await SwitchOnAsync(user with { Password = "not-this-one" }, PhoneProfiles.GrandstreamHt802);
        await SwitchOnAsync(user, PhoneProfiles.AkuvoxR29);
        string? door = null;
        await Patience.UntilAsync(
            async () => (door = await FindDeviceAsync(context, "Akuvox")) is not null,
            () => $"The server does not show the door. It wrote:\n{Output}");
        var answer = await context.APIRequest.DeleteAsync($"/api/v1/registrations/{door}?keepOut=untilAllowed");
        Assert.True(answer.Ok, await answer.TextAsync());
        await FinishedCalls.AddAsync(_home.Settings["Storage__Path"], user.User, TestContext.Current.CancellationToken);
        _isFilled = true;
    }

    /// <summary>Phones that do not lose patience: a copy of a request that a slow server has yet to answer would stand in every trace.</summary>
    public PhoneOptions PhoneOptions => new() { Registrar = _home.Sip, T1 = TimeSpan.FromSeconds(4) };

    /// <summary>For real clients, over UDP and TCP.</summary>
    internal RegistrarPlace Registrar => _home.Registrar;

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _home.Dispose();
    }

    private async Task SwitchOnAsync(PhoneAccount user, PhoneProfile profile, Func<SimulatedPhone, Task>? then = null)
    {
        await using var phone = new SimulatedPhone(user, profile, new PhoneIdentity(_identities), PhoneOptions);
        await phone.RegisterAsync(TestContext.Current.CancellationToken);
        if (then is not null)
        {
            await then(phone);
        }
    }

    private static async Task<string?> FindDeviceAsync(IBrowserContext context, string product)
    {
        var devices = await (await context.APIRequest.GetAsync("/api/v1/registrations")).JsonAsync();
        return devices!.Value.EnumerateArray()
            .Where(device => device.GetRawText().Contains(product, StringComparison.Ordinal))
            .Select(device => device.GetProperty("id").ToString())
            .FirstOrDefault();
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
