using Microsoft.Extensions.Options;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Hosting;
using PbxPortal.Storage;

namespace PbxPortal.Commands;

/// <summary>What the commands work with: the server's settings and its database, and neither web nor SIP.</summary>
internal static class CommandServices
{
    /// <summary>
    /// Opens the database that the settings name, and makes of it what the server's start makes: up to date, and with the default
    /// domain in it, because a command may well come before the first start.
    /// </summary>
    /// <exception cref="OptionsValidationException">The settings that are needed for it are wrong.</exception>
    /// <exception cref="PbxPortal.Server.Location.StoreUnavailableException">The database cannot be opened or written.</exception>
    public static async Task<ServiceProvider> OpenAsync(string[] settings, CancellationToken cancellationToken)
    {
        var services = Build(settings);
        try
        {
            await services.PrepareStorageAsync(cancellationToken);
            await FirstDomain.CreateAsync(services, cancellationToken);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Without touching the database.</summary>
    public static ServiceProvider Build(string[] settings)
    {
        var configuration = PortalConfiguration.Build(settings);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddConsole(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        services.AddPortalSettings(configuration);
        services.AddStorage(configuration);
        services.AddUserEditing();
        services.AddAccountStores();
        return services.BuildServiceProvider();
    }
}
