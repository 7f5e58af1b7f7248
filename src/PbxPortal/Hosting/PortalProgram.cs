using System.Runtime;
using Microsoft.Extensions.Options;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Api;
using PbxPortal.Components;
using PbxPortal.Live;
using PbxPortal.Provisioning;
using PbxPortal.Push;
using PbxPortal.Search;
using PbxPortal.Storage;
using PbxPortal.Transports;

namespace PbxPortal.Hosting;

/// <summary>The program when it serves: puts the house together and runs it until it is told to stop.</summary>
internal static class PortalProgram
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <returns>0 after an orderly stop; 1 when it failed or could not start, the latter with one clear line on stderr.</returns>
    /// <param name="args">Settings, as <c>--Key:Sub=value</c>.</param>
    /// <param name="isDemo">Adds a domain with simulated phones.</param>
    public static async Task<int> ServeAsync(string[] args, bool isDemo)
    {
        // Else the collector now and then moves everything together while everybody waits: half a second for 300,000 bindings.
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        try
        {
            await using var app = Build(args, isDemo);
            await PrepareAsync(app.Services, isDemo);
            var sip = app.Services.GetRequiredService<SipHost>();
            await RunAsync(app);
            return sip.HasFailed ? 1 : 0;
        }
        catch (Exception exception) when (StartFailure.Describe(exception, StartFailure.CannotStart) is { } lines)
        {
            foreach (var line in lines)
            {
                await Console.Error.WriteLineAsync(line);
            }

            return 1;
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.StopAsync(); // Whatever had started ends in order, before what it stands on is taken away.
            throw;
        }

        await app.WaitForShutdownAsync();
    }

    private static WebApplication Build(string[] args, bool isDemo)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = PortalConfiguration.Root,
            WebRootPath = PortalConfiguration.WebRoot,
        });
        if (isDemo)
        {
            builder.Configuration.AddInMemoryCollection(DemoPortal.Settings);
            builder.Configuration.AddEnvironmentVariables().AddCommandLine(args); // What the operator says counts more.
            builder.Services.AddSingleton<DemoPortal>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<DemoPortal>());
        }

        var startUpLog = new StartUpLog();
        startUpLog.AddTo(builder.Logging);
        builder.WebHost.UseStaticWebAssets(); // A build that runs as Production serves the packages' files too.
        AddServices(builder);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Kestrel is made while the app is built. Reading one section here would report the mistakes of that section only.
            kestrel.ApplicationServices.GetRequiredService<IStartupValidator>().Validate();
            kestrel.Listen();
        });
        var app = builder.Build();
        startUpLog.Follow(app.Lifetime);
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseNotFoundPage();
        app.UseSipWebSocket();
        app.UsePortalAccounts();
        app.MapStaticAssets();
        app.MapPortalEndpoints();
        app.MapSipWebSocket();
        app.MapPortalComponents();
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddStorageUpkeep();
        builder.Services.AddAdministration();
        builder.Services.AddPortalSettings(builder.Configuration);
        builder.Services.AddTransports();
        builder.Services.AddPush();
        builder.Services.AddSipServer();
        builder.Services.AddPortalAccounts(builder.Configuration);
        builder.Services.AddSearch();
        builder.Services.AddProvisioning();
        builder.Services.AddLive();
        builder.Services.AddApi();
        builder.Services.AddPortalComponents();
        builder.Services.AddHostedService<HeapUpkeep>();
        builder.Services.AddHostedService(_ => new ServiceNotice(Environment.GetEnvironmentVariable("NOTIFY_SOCKET")));
    }

    private static async Task PrepareAsync(IServiceProvider services, bool isDemo)
    {
        await services.PrepareStorageAsync(CancellationToken.None);
        await FirstDomain.CreateAsync(services, CancellationToken.None);
        if (isDemo)
        {
            await FirstDomain.CreateForDemoAsync(services, CancellationToken.None);
            await services.GetRequiredService<DemoPortal>()
                .CreateUsersAsync(services.GetRequiredService<UserImport>(), CancellationToken.None);
        }
    }
}
