using MudBlazor.Services;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Live;
using PbxPortal.Components.Problems;
using PbxPortal.Components.Security;
using PbxPortal.Components.Users;

namespace PbxPortal.Components;

/// <summary>Plugs the pages into the program.</summary>
internal static class PortalComponents
{
    /// <summary>How often server and browser say that they are there; the browser gives up after three times that.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(4);

    public static IServiceCollection AddPortalComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub =>
        {
            hub.KeepAliveInterval = KeepAlive;
            hub.ClientTimeoutInterval = KeepAlive * 5;
        });
        services.AddCascadingAuthenticationState();
        services.AddMudServices();
        PopoversOnDemand.AddTo(services);
        services.AddScoped<Browser>();
        services.AddScoped<DeviceCommands>();
        services.AddScoped<UserCommands>();
        services.AddScoped<UserBatchCommands>();
        services.AddScoped<CredentialCommands>();
        services.AddScoped<SecurityCommands>();
        services.AddScoped<ProblemCommands>();
        return services;
    }

    public static IEndpointConventionBuilder MapPortalComponents(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
}
