using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>What somebody who is signed in does with his own account: <c>/api/v1/account</c>. A key has none, and is refused.</summary>
internal static class OwnAccountEndpoints
{
    private const string PasswordExample = """{ "current": "four unrelated words", "password": "seven quiet lamps" }""";
    private const string ConfirmingExample = """{ "password": "four unrelated words" }""";
    private const string WrongOnes = "After five wrong passwords the account is locked for five minutes.";
    private const string CodeExample = """{ "code": "123456" }""";

    public static void MapOwnAccount(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/v1/account").WithTags("Own account").RequireAuthorization(PortalPolicies.HaveAccount).AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("", ReadAsync).NeedsAccount().Produces<OwnAccountRow>()
            .Describe("getOwnAccount", "Read one's own account", "How one signs in, and the browsers that are signed in.");
        group.MapPost("/password", ChangePasswordAsync).NeedsAccount().Takes<OwnPasswordBody>(PasswordExample).Produces(StatusCodes.Status204NoContent)
            .Describe("changeOwnPassword", "Change one's own password", $"Signs all other browsers out. {WrongOnes}");
        group.MapDelete("/sessions", EndOthersAsync).NeedsAccount().Produces(StatusCodes.Status204NoContent)
            .Describe("endOtherSessions", "Sign out all other browsers", "At once, also where a page is open; this one stays.");
        group.MapDelete("/sessions/{sessionId}", EndAsync).NeedsAccount().Produces(StatusCodes.Status204NoContent)
            .Describe("endSession", "Sign out a browser", "At once, also where a page is open.");
        group.MapSecondStep();
    }

    private static void MapSecondStep(this RouteGroupBuilder group)
    {
        group.MapPost("/second-step", BeginAsync).NeedsAccount().Takes<PasswordBody>(ConfirmingExample).Produces<AuthenticatorKeyRow>()
            .Describe("beginSecondStep", "Begin to set up the second step", $"Makes a key for an authenticator app, to be confirmed with its first code. {WrongOnes}");
        group.MapPost("/second-step/confirmation", ConfirmAsync).NeedsAccount().Takes<CodeBody>(CodeExample).Produces<RecoveryCodesRow>()
            .Describe("confirmSecondStep", "Switch on the second step", "Takes the first code that the app shows. From then on signing in takes a code; the recovery codes are told in this answer only.");
        group.MapPost("/second-step/removal", RemoveAsync).NeedsAccount().Takes<PasswordBody>(ConfirmingExample).Produces(StatusCodes.Status204NoContent)
            .Describe("removeSecondStep", "Switch off the second step", $"The password alone signs in from then on, and the recovery codes are no good any more. {WrongOnes}");
        group.MapPost("/recovery-codes", NewCodesAsync).NeedsAccount().Takes<PasswordBody>(ConfirmingExample).Produces<RecoveryCodesRow>()
            .Describe("newRecoveryCodes", "Make new recovery codes", $"Told in this answer only; the old ones are no good any more. {WrongOnes}");
    }

    private static async Task<IResult> ReadAsync(ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken) =>
        Results.Ok(OwnAccountRow.Of(await account.ReadAsync(who, cancellationToken)));

    private static async Task<IResult> ChangePasswordAsync(
        HttpRequest request, ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<OwnPasswordBody>(request, PasswordExample);
        if (body is null)
        {
            return problem!;
        }

        var mistakes = await account.ChangePasswordAsync(who, body.Current ?? "", body.Password ?? "", cancellationToken);
        return mistakes.IsEmpty ? Results.NoContent() : Problem.Of(mistakes);
    }

    private static async Task<IResult> BeginAsync(
        HttpRequest request, ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<PasswordBody>(request, ConfirmingExample);
        if (body is null)
        {
            return problem!;
        }

        var (key, mistakes) = await account.BeginSecondFactorAsync(who, body.Password ?? "", cancellationToken);
        return key is null ? Wrong(mistakes) : Results.Ok(new AuthenticatorKeyRow(key.Text, key.Address));
    }

    private static async Task<IResult> ConfirmAsync(
        HttpRequest request, ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<CodeBody>(request, CodeExample);
        return body is null ? problem! : Codes(await account.ConfirmSecondFactorAsync(who, body.Code ?? "", cancellationToken));
    }

    private static async Task<IResult> RemoveAsync(
        HttpRequest request, ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<PasswordBody>(request, ConfirmingExample);
        if (body is null)
        {
            return problem!;
        }

        var mistakes = await account.RemoveSecondFactorAsync(who, body.Password ?? "", cancellationToken);
        return mistakes.IsEmpty ? Results.NoContent() : Wrong(mistakes);
    }

    private static async Task<IResult> NewCodesAsync(
        HttpRequest request, ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<PasswordBody>(request, ConfirmingExample);
        return body is null ? problem! : Codes(await account.NewRecoveryCodesAsync(who, body.Password ?? "", cancellationToken));
    }

    private static async Task<IResult> EndOthersAsync(ClaimsPrincipal who, IOwnAccount account, CancellationToken cancellationToken)
    {
        await account.EndSessionsAsync(who, sessionId: null, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> EndAsync(
        ClaimsPrincipal who, IOwnAccount account, string sessionId, CancellationToken cancellationToken) =>
        await account.EndSessionsAsync(who, sessionId, cancellationToken) > 0
            ? Results.NoContent()
            : Problem.NotFound("You have no signed-in browser with this id.");

    private static IResult Codes((ImmutableArray<string> Codes, ImmutableArray<Mistake> Mistakes) made) =>
        made.Mistakes.IsEmpty ? Results.Ok(new RecoveryCodesRow(made.Codes)) : Wrong(made.Mistakes);

    /// <summary>A body with one password calls it so, and not the current one.</summary>
    private static IResult Wrong(ImmutableArray<Mistake> mistakes) => Problem.Of(
        [.. mistakes.Select(mistake => mistake.Field is "Current" ? mistake with { Field = nameof(PasswordBody.Password) } : mistake)]);
}
