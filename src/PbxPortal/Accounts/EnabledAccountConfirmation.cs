using Microsoft.AspNetCore.Identity;

namespace PbxPortal.Accounts;

/// <summary>Tells Identity that a disabled account may not sign in.</summary>
internal sealed class EnabledAccountConfirmation : IUserConfirmation<PortalAccount>
{
    public Task<bool> IsConfirmedAsync(UserManager<PortalAccount> manager, PortalAccount user) => Task.FromResult(user.IsEnabled);
}
