using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>Who changed what: <c>/api/v1/audit</c>, newest first.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).WithTags("Audit").Needs(PortalRole.Admin)
            .Produces<List<AuditRow>>(StatusCodes.Status200OK, "application/json", CsvText.ContentType)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Describe(
                "listAudit",
                "List the audit",
                "Who changed what in the portal and from where, in the domains whose admin you are; what concerns no domain is for owners. "
                + "Newest first, `limit` (1 to 1000, otherwise 100) at once; the header `Link` has the address of the next page with "
                + "`rel=\"next\"`. As `text/csv`, or with `format=csv`, all that match come as one file, 100000 at most.");

    private static async Task<IResult> ListAsync(
        HttpContext context, ClaimsPrincipal who, [FromServices] IAuditHistory history, [AsParameters] AuditQuery query,
        CancellationToken cancellationToken)
    {
        if (!query.TryRead(out var filter, out var mistakes))
        {
            return Problem.Of(mistakes);
        }

        if (CsvFile.IsAskedFor(context, query.Format))
        {
            return CsvFile.Of(
                "audit.csv",
                AuditCsv.Columns,
                before => history.ReadAsync(who, filter with { BeforeId = before ?? filter.BeforeId, Limit = ListPage.Most }, cancellationToken),
                line => line.Id,
                AuditCsv.Write,
                cancellationToken);
        }

        var lines = await history.ReadAsync(who, filter, cancellationToken);
        if (lines.Count == filter.Limit)
        {
            ListPage.AddNext(context, "before", lines[^1].Id);
        }

        return Results.Ok(lines.Select(AuditRow.Of).ToList());
    }
}
