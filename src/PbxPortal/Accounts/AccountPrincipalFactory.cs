using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Gives Identity the principal of an account with the grants that stand in the database now.</summary>
/// <remarks>Immutable. The cookie's check of the security stamp ends here too, and so takes over changed grants.</remarks>
internal sealed class AccountPrincipalFactory(AccountStore accounts) : IUserClaimsPrincipalFactory<PortalAccount>
{
    public async Task<ClaimsPrincipal> CreateAsync(PortalAccount user)
    {
        var grants = await accounts.GrantsOfAsync(user.Id, CancellationToken.None);
        return PortalPrincipal.Of(user, grants);
    }
}
