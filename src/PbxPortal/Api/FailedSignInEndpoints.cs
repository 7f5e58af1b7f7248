using System.Security.Claims;
using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>Refused sign-ins to the portal, and the lock that they lead to: <c>/api/v1/failed-sign-ins</c>.</summary>
internal static class FailedSignInEndpoints
{
    public static void MapFailedSignIns(this IEndpointRouteBuilder api)
    {
        api.MapGet("/failed-sign-ins", async (ClaimsPrincipal who, IFailedSignIns failures, CancellationToken cancellationToken) =>
                Results.Ok((await failures.ListAsync(who, cancellationToken)).Select(FailedSignInRow.Of).ToList()))
            .WithTags("Security").Needs(PortalRole.Admin, isEverywhere: true).Produces<List<FailedSignInRow>>()
            .Describe("listFailedSignIns", "List failed sign-ins", "The refused sign-ins to the portal of the last seven days, the latest first, a hundred at most.");
        api.MapPost("/accounts/{id:long}/unlock", UnlockAsync)
            .WithTags("Security").Needs(PortalRole.Admin, isEverywhere: true).Produces(StatusCodes.Status204NoContent)
            .Describe("unlockAccount", "Unlock an account", "Lets an account that is locked after wrong passwords try again at once.");
    }

    private static async Task<IResult> UnlockAsync(
        ClaimsPrincipal who, IFailedSignIns failures, long id, CancellationToken cancellationToken) =>
        await failures.UnlockAsync(who, id, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound($"There is no account {id} that is locked.");
}
