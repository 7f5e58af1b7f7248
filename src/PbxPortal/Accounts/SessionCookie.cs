using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using PbxPortal.Server.Location;

namespace PbxPortal.Accounts;

/// <summary>Checks with every request that the session of its cookie goes on.</summary>
internal static class SessionCookie
{
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is { } principal && !await IsOpenAsync(context.HttpContext, principal))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }

    /// <summary>Identity makes the principal anew now and then, from the account alone: the session goes along.</summary>
    public static Task CarryOverAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(PortalPrincipal.SessionClaimType) is { } session)
        {
            ((ClaimsIdentity)context.NewPrincipal!.Identity!).AddClaim(session.Clone());
        }

        return Task.CompletedTask;
    }

    private static async Task<bool> IsOpenAsync(HttpContext http, ClaimsPrincipal principal)
    {
        if (PortalPrincipal.SessionIdOf(principal) is not { } id || PortalPrincipal.AccountIdOf(principal) is not { } accountId)
        {
            return false;
        }

        try
        {
            return await http.RequestServices.GetRequiredService<BrowserSessions>()
                .IsOpenAsync(id, accountId, http.Connection.RemoteIpAddress, http.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            return true; // While the database cannot be read, signing everybody out would hide the very banner that says so.
        }
    }
}
