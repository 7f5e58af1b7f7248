using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Who may sign in to the portal: <c>/api/v1/accounts</c>.</summary>
internal static class PortalAccountEndpoints
{
    private const string NewExample = """{ "name": "carol", "grants": [ { "role": "helpDesk", "domain": "acme.example" } ] }""";
    private const string ChangeExample = """{ "isEnabled": true, "grants": [ { "role": "admin", "domain": null } ] }""";

    public static void MapPortalAccounts(this IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapGet("", ListAsync).Needs(PortalRole.Owner).Produces<List<AccountRow>>()
            .Describe("listAccounts", "List accounts", "Who may sign in to the portal, and what for.");
        accounts.MapPost("", AddAsync).Needs(PortalRole.Owner).Takes<AccountBody>(NewExample).Produces<PasswordRow>(StatusCodes.Status201Created)
            .Describe("addAccount", "Add an account", "Its password is generated and told in this answer only.");
        accounts.MapPatch("/{id:long}", ChangeAsync).Needs(PortalRole.Owner).Takes<AccountBody>(ChangeExample).Produces(StatusCodes.Status204NoContent)
            .Describe("changeAccount", "Change an account", "Enables or disables it, or gives it other roles. The last owner who can sign in stays one.");
        accounts.MapDelete("/{id:long}", DeleteAsync).Needs(PortalRole.Owner).Produces(StatusCodes.Status204NoContent)
            .Describe("deleteAccount", "Delete an account", "Its sessions end within seconds. The last owner who can sign in stays.");
        accounts.MapPost("/{id:long}/password", NewPasswordAsync).Needs(PortalRole.Owner).Produces<PasswordRow>()
            .Describe("newAccountPassword", "Make a new password", "Ends the account's sessions and lifts its lock.");
        accounts.MapDelete("/{id:long}/second-step", ResetSecondStepAsync).Needs(PortalRole.Owner).Produces(StatusCodes.Status204NoContent)
            .Describe("resetSecondStep", "Reset an account's second step", "Lets it sign in with its password alone, until it sets up another authenticator app.");
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal who, [FromServices] IAccountAdministration accounts, IUserDirectory directory, CancellationToken cancellationToken) =>
        Results.Ok((await accounts.ListAsync(who, cancellationToken)).Select(account => AccountRow.Of(account, directory)).ToList());

    private static async Task<IResult> AddAsync(
        HttpRequest request,
        ClaimsPrincipal who,
        [FromServices] IAccountAdministration accounts,
        IUserDirectory directory,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<AccountBody>(request, NewExample);
        if (body is null)
        {
            return problem!;
        }

        var grants = GrantBody.Read(body.Grants, directory, out var mistake);
        if (mistake.Length > 0)
        {
            return Problem.Of([mistake]);
        }

        var (password, mistakes) = await accounts.AddAsync(who, body.Name ?? "", grants, cancellationToken);
        return password is null ? Problem.Of(mistakes) : Results.Created("/api/v1/accounts", new PasswordRow(password));
    }

    private static async Task<IResult> ChangeAsync(
        HttpRequest request,
        ClaimsPrincipal who,
        [FromServices] IAccountAdministration accounts,
        IUserDirectory directory,
        long id,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<AccountBody>(request, ChangeExample);
        if (body is null)
        {
            return problem!;
        }

        if ((await accounts.ListAsync(who, cancellationToken)).FirstOrDefault(account => account.Id == id) is not { } before)
        {
            return NoSuchAccount(id);
        }

        var read = GrantBody.Read(body.Grants, directory, out var mistake);
        if (mistake.Length > 0)
        {
            return Problem.Of([mistake]);
        }

        var grants = body.Grants is null ? before.Grants : read;
        var mistakes = await accounts.EditAsync(who, id, body.IsEnabled ?? before.IsEnabled, grants, cancellationToken);
        return mistakes.IsEmpty ? Results.NoContent() : Problem.Of(mistakes);
    }

    private static async Task<IResult> DeleteAsync(
        ClaimsPrincipal who, [FromServices] IAccountAdministration accounts, long id, CancellationToken cancellationToken)
    {
        if ((await accounts.ListAsync(who, cancellationToken)).All(account => account.Id != id))
        {
            return NoSuchAccount(id);
        }

        var mistakes = await accounts.DeleteAsync(who, id, cancellationToken);
        return mistakes.IsEmpty ? Results.NoContent() : Problem.Of(mistakes);
    }

    private static async Task<IResult> NewPasswordAsync(
        ClaimsPrincipal who, [FromServices] IAccountAdministration accounts, long id, CancellationToken cancellationToken) =>
        await accounts.NewPasswordAsync(who, id, cancellationToken) is { } password
            ? Results.Ok(new PasswordRow(password))
            : NoSuchAccount(id);

    private static async Task<IResult> ResetSecondStepAsync(
        ClaimsPrincipal who, [FromServices] IAccountAdministration accounts, long id, CancellationToken cancellationToken) =>
        await accounts.ResetSecondFactorAsync(who, id, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound($"There is no account {id} with a second step.");

    private static IResult NoSuchAccount(long id) => Problem.NotFound($"There is no account {id}.");
}
