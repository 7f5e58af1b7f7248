using System.Net;
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
using PbxPortal.Provisioning;
using PbxPortal.Search;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Tests.Storage;
using PbxPortal.Transports;

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
            INSERT INTO user (id, domain_id, extension, display_name, email, is_enabled, may_register_others) VALUES
                (11, 1, '9', '', '', 1, 0), (12, 1, '3516', 'Reception', '', 1, 0), (21, 2, '200', '', '', 1, 0);
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

    /// <summary>A browser in which a phone user is signed in, who came by an invitation.</summary>
    public async Task<Browser> PhoneUserAsync(long userId)
    {
        await using var scope = Services.CreateAsyncScope();
        var owner = PortalPoliciesTests.Somebody(new RoleGrant(PortalRole.Owner, null));
        var token = await scope.ServiceProvider.GetRequiredService<IUserSignIns>().InviteAsync(owner, userId, Cancelled);
        var browser = Open();
        var answer = await browser.SubmitAsync($"/welcome?token={token}", ("Input.Password", Password), ("Input.Repeated", Password));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public async Task<string> AddApiKeyAsync(string name, RoleGrant grant)
    {
        var key = Secrets.NewApiKey();
        await Services.GetRequiredService<ApiKeyStore>().InsertAsync(name, Secrets.HashOf(key), grant, DateTimeOffset.UnixEpoch, "", Cancelled);
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
        builder.Services.AddSingleton<WireTap>();
        builder.Services.AddSingleton(provider => Tracing.Make(
            provider.GetRequiredService<IUserDirectory>(), provider.GetRequiredService<WireTap>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ITraces>(provider => provider.GetRequiredService<TraceService>());
        builder.Services.AddSingleton<IDeviceDetails>(new FakeDeviceDetails());
        builder.Services.AddSingleton<ITraceAdministration, TraceAdministration>();
        AddAdministration(builder.Services);
        builder.Services.AddPortalAccounts(builder.Configuration).AddProvisioning().AddLive().AddApi();
        builder.Services.AddSingleton<SqliteDirectoryStore>();
        builder.Services.AddSingleton<SecretBox>();
        builder.Services.AddSingleton<ISecretBox>(provider => provider.GetRequiredService<SecretBox>());
        builder.Services.AddSingleton<CredentialEditor>();
        builder.Services.AddSingleton(ListenersOfPhones());
        builder.Services.AddSingleton<ICertificateState, FakeTransports>();
        builder.Services.AddSingleton<ITransportState, FakeTransports>();
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

        await app.Services.GetRequiredService<SecretBox>().UnlockAsync(Cancelled);
        await app.StartAsync(Cancelled);
        return new PortalHost(database, app);
    }

    /// <summary>What the API orders, done by nobody; a test that looks at it puts its own in place.</summary>
    private static void AddAdministration(IServiceCollection services)
    {
        services.AddSingleton<IUserAdministration, FakeUserAdministration>();
        services.AddSingleton<IUserBatch, FakeUserBatch>();
        services.AddSingleton<ICredentialAdministration, FakeCredentialAdministration>();
        services.AddSingleton<IDomainAdministration, FakeDomainAdministration>();
        services.AddSingleton<IActivityHistory, FakeActivityHistory>();
        services.AddSingleton<DeviceCalls>();
        services.AddSingleton<CallRecorder>();
        services.AddSingleton<CallBook>();
        services.AddSingleton<ICalls>(provider => provider.GetRequiredService<CallBook>());
        services.AddSingleton<SqliteCallStore>();
        services.AddSingleton<ICallStore>(provider => provider.GetRequiredService<SqliteCallStore>());
        services.AddSingleton<IPortalCalls, PortalCalls>();
        services.AddSingleton<IPortalSearch, FakePortalSearch>();
        services.AddSingleton<IOverview, FakeOverview>();
        services.AddSingleton<IChangeHistory, FakeChangeHistory>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAuditHistory, AuditHistory>();
    }

    private static Listeners ListenersOfPhones()
    {
        var listeners = new Listeners();
        listeners.Add(TransportProtocol.Udp, () => new IPEndPoint(IPAddress.Any, 5060));
        listeners.Add(TransportProtocol.Tcp, () => new IPEndPoint(IPAddress.Any, 5060));
        listeners.Add(TransportProtocol.Tls, () => new IPEndPoint(IPAddress.Any, 5061));
        return listeners;
    }
}
