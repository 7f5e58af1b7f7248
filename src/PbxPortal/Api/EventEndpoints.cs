using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;

namespace PbxPortal.Api;

/// <summary>What happened: <c>/api/v1/events</c>, newest first.</summary>
internal static class EventEndpoints
{
    private const int Usual = 100;

    private const string Paging =
        "Newest first, `limit` (1 to 1000, otherwise 100) at once; the header `Link` has the address of the next page with `rel=\"next\"`.";

    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        api.MapGet("/events", ListAsync).WithTags("Events").Needs(PortalRole.ReadOnly).Produces<List<EventRow>>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("listEvents", "List events", $"Registrations, log-outs, refusals with their reason. Refreshes are not listed. {Paging}");
    }

    /// <param name="q">Part of user, device, source, reason or actor.</param>
    /// <param name="kind">For example refused; several with commas.</param>
    /// <param name="userId">Of one user.</param>
    /// <param name="deviceId">Of one device.</param>
    /// <param name="limit">So many at once.</param>
    /// <param name="before">The last id of the page before.</param>
    private static async Task<IResult> ListAsync(
        HttpContext context, ClaimsPrincipal who, [FromServices] IActivityHistory history,
        string? q, string? kind, long? userId, long? deviceId, int? limit, long? before, CancellationToken cancellationToken)
    {
        if (!QueryWords.TryRead("kind", kind, "refused,expired", out ImmutableArray<ActivityKind> kinds, out var mistake)
            || !ListPage.IsLimit(limit, out mistake))
        {
            return Problem.Of([mistake]);
        }

        var filter = new ActivityFilter(q ?? "", kinds, userId, deviceId, before, limit ?? Usual);
        var lines = await history.ReadAsync(who, filter, cancellationToken);
        if (lines.Count == filter.Limit)
        {
            ListPage.AddNext(context, "before", lines[^1].Id);
        }

        return Results.Ok(lines.Select(EventRow.Of).ToList());
    }
}
