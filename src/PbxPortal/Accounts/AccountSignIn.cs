using Microsoft.AspNetCore.Identity;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Signs an account in with its password, and says no in the same words and the same time whatever the cause.</summary>
/// <remarks>Immutable; lives as long as a request.</remarks>
internal sealed partial class AccountSignIn(
    SignInManager<PortalAccount> signIn,
    AccountStore accounts,
    DecoyPassword decoy,
    TimeProvider timeProvider,
    ILogger<AccountSignIn> logger)
{
    /// <returns><c>false</c>: unknown, wrong password, locked or disabled; the caller is not told which.</returns>
    public async Task<bool> TryAsync(string name, string password, CancellationToken cancellationToken)
    {
        var account = name.Length <= AccountCreation.LongestName && password.Length <= AccountCreation.LongestPassword
            ? await signIn.UserManager.FindByNameAsync(name)
            : null;
        if (account is null || !account.IsEnabled || await signIn.UserManager.IsLockedOutAsync(account))
        {
            decoy.Check(password);
            LogRefused(logger, account?.Id ?? 0);
            return false;
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            LogRefused(logger, account.Id);
            return false;
        }

        await SignInAsync(account, cancellationToken);
        return true;
    }

    /// <summary>For an account that proved itself another way: by the set-up link.</summary>
    public async Task SignInAsync(PortalAccount account, CancellationToken cancellationToken)
    {
        await signIn.SignInAsync(account, isPersistent: false);
        try
        {
            await accounts.SetLastSignInAsync(account.Id, timeProvider.GetUtcNow(), cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            // Just when the disk fails, somebody must be able to sign in and see it.
            LogNotNoted(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When an account last signed in could not be written.")]
    private static partial void LogNotNoted(ILogger logger, Exception exception);

    // The name as typed stays out of the log: people type their password there by mistake.
    [LoggerMessage(LogLevel.Warning, "A sign-in to the portal was refused (account {AccountId}; 0: no such account).")]
    private static partial void LogRefused(ILogger logger, long accountId);
}
