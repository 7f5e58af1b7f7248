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
        var bans = api.MapGroup("/bans").WithTags("Bans");
        bans.MapGet("", ListBans).Needs(PortalRole.Admin, isEverywhere: true).Produces<List<BanRow>>()
            .Describe("listBans", "List bans", "Addresses that are not heard, with why and until when.");
        bans.MapPost("", BanAsync).Needs(PortalRole.Admin, isEverywhere: true).Takes<BanOrder>(BanExample).Produces(StatusCodes.Status201Created)
            .Describe("ban", "Ban an address", "It gets no answer any more; connections are closed.");
        bans.MapDelete("/{**network}", UnbanAsync).Needs(PortalRole.Admin, isEverywhere: true).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("unban", "Lift a ban", "The address or network as the list writes it.");
        var allowed = api.MapGroup("/allowed-networks").WithTags("Allowed networks");
        allowed.MapGet("", ListAllowed).Needs(PortalRole.Admin, isEverywhere: true).Produces<List<AllowedNetworkRow>>()
            .Describe("listAllowedNetworks", "List allowed networks", "They are never limited and never banned.");
        allowed.MapPost("", AllowAsync).Needs(PortalRole.Admin, isEverywhere: true).Takes<AllowedNetworkOrder>(AllowExample).Produces(StatusCodes.Status201Created)
            .Describe("allowNetwork", "Allow a network", "Bans in it end at once.");
        allowed.MapDelete("/{**network}", DisallowAsync).Needs(PortalRole.Admin, isEverywhere: true).Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("disallowNetwork", "Remove an allowed network", "One that stands in the settings is removed there.");
    }

    private static IResult ListBans(ClaimsPrincipal who, ISecurityAdministration security) =>
        Results.Ok(security.Read(who).Bans.Select(BanRow.Of).ToList());

    private static IResult ListAllowed(ClaimsPrincipal who, ISecurityAdministration security) =>
        Results.Ok(security.Read(who).AllowedNetworks.Select(AllowedNetworkRow.Of).ToList());

    private static async Task<IResult> BanAsync(
        HttpRequest request, ClaimsPrincipal who, ISecurityAdministration security, CancellationToken cancellationToken)
    {
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

    private static IResult ProblemOf(ImmutableArray<Mistake> mistakes) =>
        Results.Problem(string.Join(' ', mistakes.Select(mistake => mistake.Message)), statusCode: StatusCodes.Status400BadRequest);
}
