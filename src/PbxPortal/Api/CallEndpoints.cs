using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>The calls: <c>/api/v1/calls</c> those under way, <c>/api/v1/calls/finished</c> those that are over, newest first.</summary>
internal static class CallEndpoints
{

    /// <summary>Lines of one file; who wants more asks for it by time.</summary>
    private const int MostLines = 100_000;

    public static void MapCalls(this IEndpointRouteBuilder api)
    {
        var calls = api.MapGroup("/calls").WithTags("Calls");
        calls.MapGet("", List).Needs(PortalRole.ReadOnly).Produces<List<CallRow>>().ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe("listCalls", "List calls", "Those under way now, the oldest first: who calls whom, where it rings, who answered.");
        calls.MapGet("/finished", ListFinishedAsync).Needs(PortalRole.ReadOnly)
            .Produces<List<CallRow>>(StatusCodes.Status200OK, "application/json", CallCsv.ContentType).ProducesProblem(StatusCodes.Status400BadRequest)
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
        if (IsCsv(context, query.Format))
        {
            return Results.Stream(
                body => WriteAsync(body, who, calls, filter, cancellationToken), $"{CallCsv.ContentType}; charset=utf-8", "calls.csv");
        }

        var found = await calls.ReadFinishedAsync(who, filter, cancellationToken);
        if (found.Count == filter.Limit)
        {
            ListPage.AddNext(context, "before", found[^1].Id);
        }

        return Results.Ok(found.Select(CallRow.Of).ToList());
    }

    /// <summary>Page by page, so that a long file is never in memory.</summary>
    private static async Task WriteAsync(
        Stream body, ClaimsPrincipal who, IPortalCalls calls, CallFilter filter, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync($"{string.Join(',', CallCsv.Columns)}\n".AsMemory(), cancellationToken);
        var page = filter with { Limit = ListPage.Most };
        for (var written = 0; written < MostLines;)
        {
            var found = await calls.ReadFinishedAsync(who, page, cancellationToken);
            await using var text = new StringWriter(CultureInfo.InvariantCulture);
            CallCsv.Write(text, found);
            await writer.WriteAsync(text.ToString().AsMemory(), cancellationToken);
            written += found.Count;
            if (found.Count < page.Limit)
            {
                return;
            }

            page = page with { BeforeId = found[^1].Id };
        }
    }

    private static bool IsCsv(HttpContext context, string? format) => string.IsNullOrEmpty(format)
        ? context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(CallCsv.ContentType, StringComparison.OrdinalIgnoreCase))
        : string.Equals(format, FinishedCallQuery.Csv, StringComparison.OrdinalIgnoreCase);

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
