using Microsoft.Extensions.DependencyInjection.Extensions;
using PbxPortal.Administration;

namespace PbxPortal.Live;

/// <summary>The SignalR hub of the live view, and the commands on the devices in it.</summary>
internal static class LiveServices
{
    public const string HubPath = "/hubs/registrations";

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR();
        services.TryAddSingleton<IDeviceAdministration, DeviceAdministration>();
        services.AddSingleton<RegistrationsConnection>();
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder endpoints) => endpoints.MapHub<RegistrationsHub>(HubPath);
}
