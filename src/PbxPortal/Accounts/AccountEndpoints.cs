using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace PbxPortal.Accounts;

/// <summary>Signing out: a POST with an antiforgery token, so that no other site can do it.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder endpoints) =>
        // The form parameter makes the framework check the antiforgery token.
        endpoints.MapPost("/sign-out", async (SignInManager<PortalAccount> signIn, [FromForm] string? returnUrl) =>
        {
            await signIn.SignOutAsync();
            return Results.LocalRedirect(returnUrl is null ? "/sign-in" : LocalUrl.OrHome(returnUrl));
        });
}
