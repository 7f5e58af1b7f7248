using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Api;

/// <summary>How things stand, and why phones do not register: <c>/api/v1/overview</c> and <c>/api/v1/problems</c>.</summary>
internal static class OverviewEndpoints
{
    private const int MostChanges = 100;

    public static void MapOverview(this IEndpointRouteBuilder api)
    {
        api.MapGet("/overview", ReadAsync).WithTags("Overview").Needs(PortalRole.ReadOnly)
            .Describe("getOverview", "Read the overview", "How many users are reachable, what is wrong, how it went in the last 24 hours, and what changed.");
        api.MapGet("/problems", List).WithTags("Overview").Needs(PortalRole.ReadOnly)
            .Describe("listProblems", "List problems", "Every failed or missing registration with its cause, the evidence and what mends it; the most urgent first.");
    }

    private static async Task<Ok<OverviewRow>> ReadAsync(
        ClaimsPrincipal who, [FromServices] IOverview overview, [FromServices] IChangeHistory changes, CancellationToken cancellationToken)
    {
        var state = overview.Read(who);
        var lines = await changes.ReadAsync(who, MostChanges, cancellationToken);
        var counts = state.Counts;
        return TypedResults.Ok(new OverviewRow(
            counts.Users,
            counts.ReachableUsers,
            counts.AsleepUsers,
            counts.NeverSent,
            counts.Registered,
            counts.Encrypted,
            overview.RegistersPerSecond(who),
            [.. state.Urgent.Select(ProblemRow.Of)],
            [.. overview.History(who).Select(SampleRow.Of)],
            [.. lines.Select(ChangeRow.Of)]));
    }

    /// <param name="domain">The name of one domain.</param>
    /// <param name="user">The extension, or what a phone calls itself.</param>
    /// <param name="cause">A word of <see cref="ProblemCause"/> in camel case, for example <c>wrongPassword</c>.</param>
    private static Results<Ok<List<ProblemRow>>, ProblemHttpResult> List(
        ClaimsPrincipal who, [FromServices] IOverview overview, string? domain, string? user, string? cause)
    {
        ProblemCause? wanted = null;
        if (!string.IsNullOrEmpty(cause))
        {
            if (!Enum.TryParse<ProblemCause>(cause, ignoreCase: true, out var parsed) || !char.IsLetter(cause[0]))
            {
                return TypedResults.Problem($"cause is one of {QueryWords.Known<ProblemCause>()}.", statusCode: StatusCodes.Status400BadRequest);
            }

            wanted = parsed;
        }

        return TypedResults.Ok(overview.Read(who).Problems
            .Where(problem => string.IsNullOrEmpty(domain) || string.Equals(problem.Domain, domain, StringComparison.OrdinalIgnoreCase))
            .Where(problem => string.IsNullOrEmpty(user) || string.Equals(problem.User, user, StringComparison.Ordinal))
            .Where(problem => wanted is null || problem.Cause == wanted)
            .Select(ProblemRow.Of)
            .ToList());
    }
}
