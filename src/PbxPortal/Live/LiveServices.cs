namespace PbxPortal.Live;

/// <summary>The SignalR hub of the live view.</summary>
internal static class LiveServices
{
    public const string HubPath = "/hubs/registrations";

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR();
        services.AddSingleton<RegistrationsConnection>();
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder endpoints) => endpoints.MapHub<RegistrationsHub>(HubPath);
}
