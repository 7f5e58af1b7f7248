using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Admission;

namespace PbxPortal.Api;

/// <summary>Who is not heard and who always is: <c>/api/v1/bans</c> and <c>/api/v1/allowed-networks</c>.</summary>
internal static class SecurityEndpoints
{
    private const string BanExample = """{ "network": "203.0.113.7", "minutes": 60, "reason": "guesses passwords" }""";
    private const string AllowExample = """{ "network": "192.0.2.0/24", "remark": "head office" }""";

    public static void MapSecurity(this IEndpointRouteBuilder api)
    {
        api.MapGet("/bans", (ClaimsPrincipal who, ISecurityAdministration security) =>
            Results.Ok(security.Read(who).Bans.Select(BanRow.Of).ToList()));
        api.MapPost("/bans", BanAsync);
        api.MapDelete("/bans/{**network}", UnbanAsync);
        api.MapGet("/allowed-networks", (ClaimsPrincipal who, ISecurityAdministration security) =>
            Results.Ok(security.Read(who).AllowedNetworks.Select(AllowedNetworkRow.Of).ToList()));
        api.MapPost("/allowed-networks", AllowAsync);
        api.MapDelete("/allowed-networks/{**network}", DisallowAsync);
    }

    private static async Task<IResult> BanAsync(
        HttpRequest request, ClaimsPrincipal who, ISecurityAdministration security, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        var (order, problem) = await JsonBody.ReadAsync<BanOrder>(request, BanExample);
        if (order is null)
        {
            return problem!;
        }

        var draft = new BanDraft(order.Network ?? "", order.Minutes, order.Reason ?? "");
        return await security.BanAsync(who, draft, cancellationToken) is { Length: > 0 } mistakes
            ? ProblemOf(mistakes)
            : Results.Created($"/api/v1/bans/{draft.Network.Trim()}", value: null);
    }

    /// <param name="user">Of a ban for one user.</param>
    private static async Task<IResult> UnbanAsync(
        ClaimsPrincipal who, ISecurityAdministration security, string network, string? user, CancellationToken cancellationToken)
    {
        if (!SourceNetwork.TryParse(network, out var parsed, out var mistake))
        {
            return Results.Problem(mistake, statusCode: StatusCodes.Status400BadRequest);
        }

        return await security.UnbanAsync(who, new BanKey(parsed, user ?? ""), cancellationToken)
            ? Results.NoContent()
            : Results.Problem($"There is no ban of {parsed}{(string.IsNullOrEmpty(user) ? "" : $" for {user}")}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> AllowAsync(
        HttpRequest request, ClaimsPrincipal who, ISecurityAdministration security, CancellationToken cancellationToken)
    {
        DemandAdministrator(who);
        var (order, problem) = await JsonBody.ReadAsync<AllowedNetworkOrder>(request, AllowExample);
        if (order is null)
        {
            return problem!;
        }

        var draft = new AllowedNetworkDraft(order.Network ?? "", order.Remark ?? "");
        return await security.AllowAsync(who, draft, cancellationToken) is { Length: > 0 } mistakes
            ? ProblemOf(mistakes)
            : Results.Created($"/api/v1/allowed-networks/{draft.Network.Trim()}", value: null);
    }

    private static async Task<IResult> DisallowAsync(
        ClaimsPrincipal who, ISecurityAdministration security, string network, CancellationToken cancellationToken)
    {
        if (!SourceNetwork.TryParse(network, out var parsed, out var mistake))
        {
            return Results.Problem(mistake, statusCode: StatusCodes.Status400BadRequest);
        }

        return await security.DisallowAsync(who, parsed, cancellationToken)
            ? Results.NoContent()
            : Results.Problem(
                $"{parsed} is not among the allowed networks, or it stands in the settings and is removed there.",
                statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>Before the body is read: whoever may not do it learns that, and not what is wrong with his JSON.</summary>
    private static void DemandAdministrator(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasEverywhere(who, PortalRole.Admin))
        {
            throw new UnauthorizedAccessException("This needs the role administrator in all domains.");
        }
    }

    private static IResult ProblemOf(ImmutableArray<Mistake> mistakes) =>
        Results.Problem(string.Join(' ', mistakes.Select(mistake => mistake.Message)), statusCode: StatusCodes.Status400BadRequest);
}
