using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>The calls: <c>/api/v1/calls</c> those under way, <c>/api/v1/calls/finished</c> those that are over, newest first.</summary>
internal static class CallEndpoints
{
    public static void MapCalls(this IEndpointRouteBuilder api)
    {
        var calls = api.MapGroup("/calls").WithTags("Calls");
        calls.MapGet("", List).Needs(PortalRole.ReadOnly).Produces<List<CallRow>>().ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("listCalls", "List calls", "Those under way now, the oldest first: who calls whom, where it rings, who answered.");
        calls.MapGet("/finished", ListFinishedAsync).Needs(PortalRole.ReadOnly)
            .Produces<List<CallRow>>(StatusCodes.Status200OK, "application/json", CsvText.ContentType).ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe(
                "listFinishedCalls",
                "List finished calls",
                "With what became of each branch, the one that ended last first. `limit` (1 to 1000, otherwise 100) at once; the header `Link` has the "
                + "address of the next page with `rel=\"next\"`. As `text/csv`, or with `format=csv`, all that match come as one file, 100000 at most.");
    }

    private static IResult List(
        ClaimsPrincipal who, [FromServices] IPortalCalls calls, [FromServices] IUserDirectory directory, string? q, string? domain, long? userId)
    {
        if (!TryFindDomain(who, directory, domain, out var domainId))
        {
            return Results.Ok(Array.Empty<CallRow>());
        }

        var filter = new CallFilter(q ?? "", UserId: userId, DomainId: domainId);
        return Results.Ok(calls.Read(who).Calls.Where(filter.Finds).Select(CallRow.Of).ToList());
    }

    private static async Task<IResult> ListFinishedAsync(
        HttpContext context, ClaimsPrincipal who, [FromServices] IPortalCalls calls, [FromServices] IUserDirectory directory,
        [AsParameters] FinishedCallQuery query, CancellationToken cancellationToken)
    {
        if (!query.TryRead(out var filter, out var mistakes))
        {
            return Problem.Of(mistakes);
        }

        if (!TryFindDomain(who, directory, query.Domain, out var domainId))
        {
            return Results.Ok(Array.Empty<CallRow>());
        }

        filter = filter with { DomainId = domainId };
        if (CsvFile.IsAskedFor(context, query.Format))
        {
            return CsvFile.Of(
                "calls.csv",
                CallCsv.Columns,
                before => calls.ReadFinishedAsync(who, filter with { BeforeId = before ?? filter.BeforeId, Limit = ListPage.Most }, cancellationToken),
                call => call.Id,
                CallCsv.Write,
                cancellationToken);
        }

        var found = await calls.ReadFinishedAsync(who, filter, cancellationToken);
        if (found.Count == filter.Limit)
        {
            ListPage.AddNext(context, "before", found[^1].Id);
        }

        return Results.Ok(found.Select(CallRow.Of).ToList());
    }

    /// <summary>A domain that one may not see has no calls.</summary>
    private static bool TryFindDomain(ClaimsPrincipal who, IUserDirectory directory, string? name, out long? domainId)
    {
        domainId = null;
        if (string.IsNullOrEmpty(name))
        {
            return true;
        }

        domainId = PortalAccess.VisibleDomains(who, directory)
            .FirstOrDefault(domain => string.Equals(domain.Name, name, StringComparison.OrdinalIgnoreCase))?.Id;
        return domainId is not null;
    }
}
