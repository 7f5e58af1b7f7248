using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace PbxPortal.Accounts;

/// <summary>Makes the principal of an account or an API key: who it is, and one claim per grant.</summary>
internal static class PortalPrincipal
{
    /// <summary>The claim with the security stamp that the session began with.</summary>
    public const string StampClaimType = "pbxportal:stamp";

    /// <summary>The claim with the id of the API key; only on a principal of an API key.</summary>
    public const string ApiKeyClaimType = "pbxportal:api-key";

    /// <summary>The claim with the id of the signed-in browser; without it a cookie is worth nothing.</summary>
    public const string SessionClaimType = "pbxportal:session";

    /// <param name="sessionId">The signed-in browser; <c>null</c> where Identity makes the principal before there is one.</param>
    public static ClaimsPrincipal Of(PortalAccount account, ImmutableArray<RoleGrant> grants, string? sessionId = null)
    {
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(ClaimTypes.Name, account.Name));
        identity.AddClaim(new Claim(StampClaimType, account.SecurityStamp));
        identity.AddClaims(grants.Select(grant => PortalAccess.Grant(grant.Role, grant.DomainId)));
        if (account.UserId is { } userId)
        {
            identity.AddClaim(new Claim(PortalAccess.UserClaimType, userId.ToString(CultureInfo.InvariantCulture)));
        }

        if (sessionId is not null)
        {
            identity.AddClaim(new Claim(SessionClaimType, sessionId));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>The same principal, with the address that he comes from.</summary>
    /// <remarks>Another instance: what an authentication handler made goes into the cookie again when that is renewed.</remarks>
    public static ClaimsPrincipal At(ClaimsPrincipal principal, string address)
    {
        if (address.Length == 0 || principal.Identity?.IsAuthenticated is not true)
        {
            return principal;
        }

        var located = principal.Clone();
        ((ClaimsIdentity)located.Identity!).AddClaim(new Claim(PortalAccess.AddressClaimType, address));
        return located;
    }

    public static ClaimsPrincipal Of(ApiKey key)
    {
        var id = key.Id.ToString(CultureInfo.InvariantCulture);
        var identity = new ClaimsIdentity(ApiKeyAuthenticationHandler.Scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, $"api-key:{id}"));
        identity.AddClaim(new Claim(ClaimTypes.Name, $"API key {key.Name}"));
        identity.AddClaim(new Claim(ApiKeyClaimType, id));
        identity.AddClaim(PortalAccess.Grant(key.Grant.Role, key.Grant.DomainId));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The id of the signed-in account; <c>null</c> for an API key and for nobody.</summary>
    public static long? AccountIdOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The id of the API key; <c>null</c> for an account and for nobody.</summary>
    public static long? ApiKeyIdOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(ApiKeyClaimType), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The signed-in browser; <c>null</c> for an API key and for nobody.</summary>
    public static string? SessionIdOf(ClaimsPrincipal principal) => principal.FindFirstValue(SessionClaimType);

    /// <summary>Whether both principals may do the same.</summary>
    public static bool HaveSameGrants(ClaimsPrincipal one, ClaimsPrincipal other) =>
        GrantsOf(one).SetEquals(GrantsOf(other));

    private static HashSet<string> GrantsOf(ClaimsPrincipal principal) =>
        [.. principal.FindAll(claim => claim.Type is PortalAccess.GrantClaimType or PortalAccess.UserClaimType).Select(claim => $"{claim.Type}={claim.Value}")];
}
