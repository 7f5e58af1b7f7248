using Microsoft.AspNetCore.Mvc;

namespace PbxPortal.Accounts;

/// <summary>Signing out: a POST with an antiforgery token, so that no other site can do it.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder endpoints) =>
        // The form parameter makes the framework check the antiforgery token.
        endpoints.MapPost("/sign-out", async (AccountSignIn signIn, [FromForm] string? returnUrl, CancellationToken cancellationToken) =>
        {
            await signIn.SignOutAsync(cancellationToken);
            return Results.LocalRedirect(returnUrl is null ? "/sign-in" : LocalUrl.OrHome(returnUrl));
        });
}
