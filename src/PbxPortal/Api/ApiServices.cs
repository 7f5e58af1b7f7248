using PbxPortal.Accounts;
using PbxPortal.Live;
using PbxPortal.Provisioning;

namespace PbxPortal.Api;

/// <summary>The HTTP API for other programs, and all endpoints that are no pages.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddApiDocument();
        services.AddSingleton<IReadinessCheck, StoreReadiness>();
        return services;
    }

    /// <summary>API with its description, hub, health and sign-out.</summary>
    public static IEndpointRouteBuilder MapPortalEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAccounts();
        endpoints.MapLive();
        endpoints.MapHealth();
        endpoints.MapProvisioning();

        var api = endpoints.MapGroup("/api/v1").RequireAuthorization(PortalPolicies.See).AddEndpointFilter(ProblemFilter.InvokeAsync);
        api.MapPhones();
        api.MapServer();
        endpoints.MapPhoneSetups();
        endpoints.MapOwnDevices();
        endpoints.MapOwnAccount();
        endpoints.MapApiDocument();
        // What is not here is told in JSON as well, and not with a page.
        endpoints.Map("/api/{**rest}", () => Results.Problem("There is nothing at this address.", statusCode: StatusCodes.Status404NotFound))
            .RequireAuthorization(PortalPolicies.See)
            .WithOrder(int.MaxValue)
            .ExcludeFromDescription();
        return endpoints;
    }

    /// <summary>Users, their phones, and what happens to them.</summary>
    private static void MapPhones(this IEndpointRouteBuilder api)
    {
        api.MapOverview();
        api.MapUsers();
        api.MapUserBatches();
        api.MapUserSignIns();
        api.MapCredentials();
        api.MapDevices();
        api.MapTraces();
        api.MapRegistrations();
        api.MapBlocks();
        api.MapCalls();
        api.MapEvents();
        api.MapSearch();
    }

    /// <summary>What holds for the server, and who may do what with it.</summary>
    private static void MapServer(this IEndpointRouteBuilder api)
    {
        api.MapSecurity();
        api.MapTransports();
        api.MapFailedSignIns();
        api.MapAudit();
        api.MapDomains();
        api.MapPortalAccounts();
        api.MapApiKeys();
    }
}
