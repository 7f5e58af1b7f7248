using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Api;
using PbxPortal.Live;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Storage;
using PbxPortal.Tests.Storage;

namespace PbxPortal.Tests.Accounts;

/// <summary>The web half of the program on 127.0.0.1 with a real SQLite file; the SIP half is faked.</summary>
internal sealed class PortalHost : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly TemporaryDatabase _database;
    private readonly WebApplication _app;

    private PortalHost(TemporaryDatabase database, WebApplication app)
    {
        _database = database;
        _app = app;
    }

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public FakeFeed Feed => (FakeFeed)Services.GetRequiredService<IRegistrationFeed>();

    public FakeDeviceNotifier Notifier => (FakeDeviceNotifier)Services.GetRequiredService<IDeviceNotifier>();

    public FakeDeviceControl Devices => (FakeDeviceControl)Services.GetRequiredService<IDeviceControl>();

    public FakeAdmissionControl Admission => (FakeAdmissionControl)Services.GetRequiredService<IAdmissionControl>();

    public FakeAudit Audit => (FakeAudit)Services.GetRequiredService<IAudit>();

    public LogLines Log => Services.GetRequiredService<LogLines>();

    public AccountStore Accounts => Services.GetRequiredService<AccountStore>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<PortalHost> StartAsync(TimeProvider? timeProvider = null, Action<IServiceCollection>? configure = null)
    {
        var database = await TemporaryDatabase.CreateAsync();
        database.FromOutside(connection => connection.Execute(
            """
            INSERT INTO domain (id, name, realm) VALUES (1, 'acme.example', 'acme.example'), (2, 'globex.example', 'globex.example');
            """));
        return await StartAsync(database, timeProvider, configure);
    }

    /// <summary>Another start of the program on the same file.</summary>
    public async Task<PortalHost> RestartAsync()
    {
        await _app.DisposeAsync();
        return await StartAsync(_database, timeProvider: null, configure: null);
    }

    /// <summary>A browser: keeps cookies, follows no redirection.</summary>
    public Browser Open() => new(Address);

    public async Task<Browser> SignedInAsync(params RoleGrant[] grants)
    {
        var name = $"somebody{Guid.NewGuid():n}";
        await AddAccountAsync(name, grants);
        var browser = Open();
        var answer = await browser.SignInAsync(name, Password);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public async Task AddAccountAsync(string name, params RoleGrant[] grants)
    {
        await using var scope = Services.CreateAsyncScope();
        var mistakes = await scope.ServiceProvider.GetRequiredService<AccountCreation>().AddAsync(name, Password, [.. grants], Cancelled);
        Assert.Empty(mistakes);
    }

    public async Task<string> AddApiKeyAsync(string name, RoleGrant grant)
    {
        var key = Secrets.NewApiKey();
        await Services.GetRequiredService<ApiKeyStore>().InsertAsync(name, Secrets.HashOf(key), grant, DateTimeOffset.UnixEpoch, Cancelled);
        return key;
    }

    public T FromOutside<T>(Func<Microsoft.Data.Sqlite.SqliteConnection, T> work) => _database.FromOutside(work);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }

    private static async Task<PortalHost> StartAsync(
        TemporaryDatabase database, TimeProvider? timeProvider, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "PbxPortal.Tests" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(timeProvider ?? TimeProvider.System);
        builder.Services.AddSingleton(database.Another());
        builder.Services.AddSingleton<StoreHealth>();
        builder.Services.AddSingleton<IRegistrationFeed, FakeFeed>();
        builder.Services.AddSingleton<IDeviceControl, FakeDeviceControl>();
        builder.Services.AddSingleton<IDeviceNotifier, FakeDeviceNotifier>();
        builder.Services.AddSingleton<ReachTable>();
        builder.Services.AddSingleton<IDeviceReach>(provider => provider.GetRequiredService<ReachTable>());
        builder.Services.AddSingleton<IUserDirectory, FakeDirectory>();
        builder.Services.AddSingleton<IAudit, FakeAudit>();
        builder.Services.AddSingleton<IAdmissionControl, FakeAdmissionControl>();
        builder.Services.AddSingleton<ISecurityAdministration, SecurityAdministration>();
        builder.Services.AddPortalAccounts(builder.Configuration).AddLive().AddApi();
        builder.Services.AddRazorComponents();
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseRouting();
        app.UsePortalAccounts();
        app.MapPortalEndpoints();
        app.MapRazorComponents<AccountPages>().AddAdditionalAssemblies(typeof(PbxPortal.Components.Account.SignIn).Assembly);
        foreach (var policy in new[] { PortalPolicies.See, PortalPolicies.ControlDevices, PortalPolicies.ManageUsers, PortalPolicies.Own })
        {
            app.MapGet($"/needs/{policy}", () => Results.Text("opened")).RequireAuthorization(policy);
        }

        await app.StartAsync(Cancelled);
        return new PortalHost(database, app);
    }
}
