using Microsoft.AspNetCore.Identity;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Checks the code that an account's authenticator app shows (RFC 6238), or one of its recovery codes; each is good once.</summary>
/// <remarks>Immutable; lives as long as a request.</remarks>
internal sealed class SecondFactor(UserManager<PortalAccount> users, SecondFactorStore store, TimeProvider timeProvider)
{
    private const int CodeLength = 6;

    /// <summary>Longer than Identity takes any code.</summary>
    private static readonly TimeSpan CodeMemory = TimeSpan.FromMinutes(10);

    /// <summary>With or without the spaces and strokes that people type.</summary>
    public async Task<bool> IsRightAsync(PortalAccount account, string entered, CancellationToken cancellationToken)
    {
        var code = entered.Replace(" ", "", StringComparison.Ordinal).Trim();
        return code.Length == CodeLength && code.All(char.IsAsciiDigit)
            ? await IsRightAppCodeAsync(account, code, cancellationToken)
            : (await users.RedeemTwoFactorRecoveryCodeAsync(account, code.ToUpperInvariant())).Succeeded;
    }

    /// <summary>A code of the app alone, as when it is set up.</summary>
    public async Task<bool> IsRightAppCodeAsync(PortalAccount account, string code, CancellationToken cancellationToken)
    {
        if (!await users.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, code))
        {
            return false;
        }

        var now = timeProvider.GetUtcNow();
        return await store.UseCodeAsync(account.Id, code, now, now - CodeMemory, cancellationToken);
    }
}
