using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Search;
using PbxPortal.Server.Activity;

namespace PbxPortal.Api;

/// <summary>The search field of the portal for programs: <c>/api/v1/search</c>.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder api) =>
        api.MapGet("/search", FindAsync).WithTags("Search").Needs(PortalRole.ReadOnly).Produces<SearchRow>()
            .Describe("search", "Search everything", "Users and devices by extension, name, number, address, MAC (in any notation) or product.");

    /// <param name="q">What to look for; several words must all occur.</param>
    private static async Task<IResult> FindAsync(
        ClaimsPrincipal who, [FromServices] IPortalSearch search, IRegistrationFeed feed, string? q, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(q)
            ? Problem.Of(["Say what to look for. Example: ?q=00:04:F2:AA:BB:CC"])
            : Results.Ok(SearchRow.Of(await search.FindAsync(who, q, cancellationToken), feed));
}
