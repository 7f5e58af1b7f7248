using PbxPortal.Server.Location;

namespace PbxPortal.Search;

/// <summary>The search field of the portal and <c>/api/v1/search</c>.</summary>
internal static class SearchServices
{
    public static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<IDeviceSearch, DeviceSearch>();
        services.AddSingleton<IPortalSearch, PortalSearch>();
        return services;
    }
}
