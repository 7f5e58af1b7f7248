using PbxPortal.Accounts;
using PbxPortal.Live;

namespace PbxPortal.Api;

/// <summary>The HTTP API for other programs, and all endpoints that are no pages.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddSingleton<IReadinessCheck, StoreReadiness>();
        return services;
    }

    /// <summary>API, hub, health and sign-out.</summary>
    public static IEndpointRouteBuilder MapPortalEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAccounts();
        endpoints.MapLive();
        endpoints.MapHealth();

        var api = endpoints.MapGroup("/api/v1").RequireAuthorization(PortalPolicies.See).AddEndpointFilter(ProblemFilter.InvokeAsync);
        api.MapRegistrations();
        api.MapDevices();
        api.MapDirectory();
        api.MapCredentials();
        api.MapSecurity();
        api.MapBlocks();
        // What is not here is told in JSON as well, and not with a page.
        endpoints.Map("/api/{**rest}", () => Results.Problem("There is nothing at this address.", statusCode: StatusCodes.Status404NotFound))
            .RequireAuthorization(PortalPolicies.See)
            .WithOrder(int.MaxValue);
        return endpoints;
    }
}
