using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Provisioning;

namespace PbxPortal.Api;

/// <summary>Phone users in the portal: <c>/api/v1/users/{id}/portal-sign-in</c>.</summary>
internal static class UserSignInEndpoints
{
    public static void MapUserSignIns(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/users/{id:long}/portal-sign-in").WithTags("Users");
        group.MapGet("", FindAsync).Needs(PortalRole.Admin).Produces<UserSignInRow>()
            .Describe("getUserSignIn", "Read a user's portal sign-in", "Whether the user can sign in to the portal himself, and whether he was invited.");
        group.MapPost("", InviteAsync).Needs(PortalRole.Admin).Produces<InvitationRow>()
            .Describe("inviteUser", "Invite a user to the portal", "Makes a link with which he chooses a password, or a new one. It is good once, for four days, and told in this answer only; an older one is good no more.");
        group.MapDelete("", RemoveAsync).Needs(PortalRole.Admin).Produces(StatusCodes.Status204NoContent)
            .Describe("removeUserSignIn", "Take a user's portal sign-in away", "Signs him out of the portal at once; his phones stay registered.");
    }

    private static async Task<IResult> FindAsync(ClaimsPrincipal who, IUserSignIns signIns, long id, CancellationToken cancellationToken) =>
        await signIns.FindAsync(who, id, cancellationToken) is { } signIn ? Results.Ok(UserSignInRow.Of(signIn)) : NoSuchUser(id);

    private static async Task<IResult> InviteAsync(
        HttpRequest request, ClaimsPrincipal who, IUserSignIns signIns, PortalLinks links, long id, CancellationToken cancellationToken) =>
        await signIns.InviteAsync(who, id, cancellationToken) is { } token
            ? Results.Ok(new InvitationRow(links.Invitation(new Uri($"{request.Scheme}://{request.Host}"), token)))
            : NoSuchUser(id);

    private static async Task<IResult> RemoveAsync(ClaimsPrincipal who, IUserSignIns signIns, long id, CancellationToken cancellationToken) =>
        await signIns.RemoveAsync(who, id, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound($"There is no user {id} with a sign-in or an invitation in the domains that you may see.");

    private static IResult NoSuchUser(long id) => Problem.NotFound($"There is no user {id} in the domains that you may see.");
}
