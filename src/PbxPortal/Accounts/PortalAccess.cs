using System.Security.Claims;
using PbxPortal.Server.Directory;

namespace PbxPortal.Accounts;

/// <summary>Reads the roles out of a signed-in principal: one claim per grant, <c>role@domain-id</c> or <c>role@*</c>.</summary>
/// <remarks>The one place that decides; policies, pages, hub and commands all end here.</remarks>
public static class PortalAccess
{
    /// <summary>The type of a grant claim, for example <c>HelpDesk@7</c> or <c>Owner@*</c>.</summary>
    public const string GrantClaimType = "pbxportal:grant";

    /// <summary>The type of the claim of a phone user, who has no role: the id of the SIP user that he is.</summary>
    public const string UserClaimType = "pbxportal:user";

    /// <summary>The type of the claim with the address that the request, or the page's connection, came from.</summary>
    public const string AddressClaimType = "pbxportal:address";

    /// <summary>The claim for a role in one domain, or in all when <paramref name="domainId"/> is <c>null</c>.</summary>
    public static Claim Grant(PortalRole role, long? domainId) =>
        new(GrantClaimType, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{role}@{(domainId is { } id ? id : "*")}"));

    /// <summary>The highest role in the domain; <c>null</c>: none.</summary>
    public static PortalRole? RoleIn(ClaimsPrincipal principal, long domainId)
    {
        PortalRole? highest = null;
        foreach (var (role, grantedDomain) in GrantsOf(principal))
        {
            if ((grantedDomain is null || grantedDomain == domainId) && (highest is null || role > highest))
            {
                highest = role;
            }
        }

        return highest;
    }

    /// <summary>The highest role in any domain; <c>null</c>: none.</summary>
    public static PortalRole? HighestRole(ClaimsPrincipal principal)
    {
        var roles = GrantsOf(principal).Select(grant => grant.Role).ToList();
        return roles.Count == 0 ? null : roles.Max();
    }

    public static bool Has(ClaimsPrincipal principal, PortalRole atLeast, long domainId) =>
        RoleIn(principal, domainId) is { } role && role >= atLeast;

    public static bool HasAnywhere(ClaimsPrincipal principal, PortalRole atLeast) =>
        HighestRole(principal) is { } role && role >= atLeast;

    /// <summary>Whether the role is given for all domains, as what concerns the whole server asks for.</summary>
    public static bool HasEverywhere(ClaimsPrincipal principal, PortalRole atLeast) =>
        GrantsOf(principal).Any(grant => grant.DomainId is null && grant.Role >= atLeast);

    /// <summary>The domains that the principal may see, in the order of the directory.</summary>
    public static IReadOnlyList<Domain> VisibleDomains(ClaimsPrincipal principal, IUserDirectory directory) =>
        [.. directory.Domains.Where(domain => Has(principal, PortalRole.ReadOnly, domain.Id))];

    /// <summary>The SIP user that a phone user is; <c>null</c> for everybody else.</summary>
    public static long? PhoneUserOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirst(UserClaimType)?.Value, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Whether the principal is that very SIP user, who sees his own devices, logs them out and sets phones up, and nothing else.</summary>
    public static bool IsHimself(ClaimsPrincipal principal, long userId) =>
        principal.Identity?.IsAuthenticated is true && PhoneUserOf(principal) == userId;

    /// <summary>Whether the principal may set up a phone for the user: who manages the user, and the user himself.</summary>
    public static bool MaySetUp(ClaimsPrincipal principal, User user) =>
        Has(principal, PortalRole.Admin, user.Domain.Id) || IsHimself(principal, user.Id);

    /// <summary>The name that activity and blocks carry.</summary>
    public static string NameOf(ClaimsPrincipal principal) => principal.Identity?.Name ?? "unknown";

    /// <summary>Who it is and from where he comes, for the audit.</summary>
    public static Actor ActorOf(ClaimsPrincipal principal) =>
        new(NameOf(principal), principal.FindFirst(AddressClaimType)?.Value ?? "");

    private static IEnumerable<(PortalRole Role, long? DomainId)> GrantsOf(ClaimsPrincipal principal)
    {
        foreach (var claim in principal.FindAll(GrantClaimType))
        {
            var at = claim.Value.IndexOf('@', StringComparison.Ordinal);
            if (at <= 0 || !Enum.TryParse<PortalRole>(claim.Value.AsSpan(0, at), out var role))
            {
                continue;
            }

            var domain = claim.Value.AsSpan(at + 1);
            if (domain is "*")
            {
                yield return (role, null);
            }
            else if (long.TryParse(domain, System.Globalization.CultureInfo.InvariantCulture, out var id))
            {
                yield return (role, id);
            }
        }
    }
}
