using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>The credentials of one user: <c>/api/v1/users/{id}/credentials</c>.</summary>
internal static class CredentialEndpoints
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal) { ["label"] = "\"Anna's mobile\"" };

    public static void MapCredentials(this IEndpointRouteBuilder api)
    {
        var credentials = api.MapGroup("/users/{id:long}/credentials").WithTags("Credentials");
        credentials.MapGet("", List).Needs(PortalRole.ReadOnly).Produces<List<CredentialRow>>()
            .Describe("listCredentials", "List a user's credentials", "His own and those of single devices; never a secret.");
        credentials.MapPost("", AddAsync).Needs(PortalRole.Admin).Takes<CredentialBody>("""{ "label": "Anna's mobile" }""")
            .Produces<NewCredentialRow>(StatusCodes.Status201Created)
            .Describe("addCredential", "Make a device credential", "A user name and a password for one device; the password is told in this answer only.");
        credentials.MapDelete("/{credentialId:long}", RevokeAsync).Needs(PortalRole.Admin).Produces(StatusCodes.Status204NoContent)
            .Describe("revokeCredential", "Revoke a credential", "Logs out what is registered with it, and nothing else.");
    }

    private static IResult List(ClaimsPrincipal who, IUserDirectory directory, IRegistrationFeed feed, long id)
    {
        if (directory.FindUser(id) is not { } user || !PortalAccess.Has(who, PortalRole.ReadOnly, user.Domain.Id))
        {
            return NoSuchUser(id);
        }

        var devices = feed.OfUser(id);
        return Results.Ok(user.Credentials.Select(credential => CredentialRow.Of(credential, devices)).ToList());
    }

    private static async Task<IResult> AddAsync(
        ClaimsPrincipal who,
        [FromServices] ICredentialAdministration credentials,
        HttpRequest request,
        long id,
        CancellationToken cancellationToken)
    {
        var body = await JsonObject.ReadAsync(request, Known, cancellationToken);
        var label = body.Text("label", "");
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        return await credentials.AddAsync(who, id, label ?? "", cancellationToken) switch
        {
            null => NoSuchUser(id),
            { Id: { } madeId } made => Results.Created(
                string.Create(CultureInfo.InvariantCulture, $"/api/v1/users/{id}/credentials/{madeId}"),
                new NewCredentialRow(madeId, made.Name, made.Label, made.Password)),
            var refused => Problem.Of(refused.Mistakes),
        };
    }

    private static async Task<IResult> RevokeAsync(
        ClaimsPrincipal who,
        [FromServices] ICredentialAdministration credentials,
        long id,
        long credentialId,
        CancellationToken cancellationToken) =>
        await credentials.RevokeAsync(who, id, credentialId, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound($"The user {id} has no credential {credentialId} in force, or is in a domain that you may not see.");

    private static IResult NoSuchUser(long id) => Problem.NotFound($"There is no user {id} in the domains that you may see.");
}
