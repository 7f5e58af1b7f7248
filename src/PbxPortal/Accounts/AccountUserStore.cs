using Microsoft.AspNetCore.Identity;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>What ASP.NET Core Identity asks of a store, answered by <see cref="AccountStore"/>.</summary>
/// <remarks>
/// Immutable. Setters change the account that Identity holds, and <see cref="UpdateAsync"/> writes it; only the count of wrong
/// passwords and the lock are written at once, so that a stale copy of an account never takes them back.
/// </remarks>
internal sealed class AccountUserStore(AccountStore accounts, SecondFactorStore secondFactors)
    : IUserPasswordStore<PortalAccount>, IUserSecurityStampStore<PortalAccount>, IUserLockoutStore<PortalAccount>,
        IUserTwoFactorStore<PortalAccount>, IUserAuthenticatorKeyStore<PortalAccount>, IUserTwoFactorRecoveryCodeStore<PortalAccount>
{
    public Task<string> GetUserIdAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(PortalAccount user, string? userName, CancellationToken cancellationToken)
    {
        user.Name = userName ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedUserNameAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.NormalizedName);

    public Task SetNormalizedUserNameAsync(PortalAccount user, string? normalizedName, CancellationToken cancellationToken)
    {
        user.NormalizedName = normalizedName ?? "";
        return Task.CompletedTask;
    }

    public async Task<IdentityResult> CreateAsync(PortalAccount user, CancellationToken cancellationToken) =>
        await accounts.InsertAsync(user, [], cancellationToken)
            ? IdentityResult.Success
            : IdentityResult.Failed(new AccountErrors().DuplicateUserName(user.Name));

    public async Task<IdentityResult> UpdateAsync(PortalAccount user, CancellationToken cancellationToken) =>
        await accounts.UpdateAsync(user, cancellationToken)
            ? IdentityResult.Success
            : IdentityResult.Failed(new AccountErrors().ConcurrencyFailure());

    public async Task<IdentityResult> DeleteAsync(PortalAccount user, CancellationToken cancellationToken) =>
        await accounts.DeleteAsync(user.Id, cancellationToken) is AccountChange.Done
            ? IdentityResult.Success
            : IdentityResult.Failed(new AccountErrors().ConcurrencyFailure());

    public Task<PortalAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        long.TryParse(userId, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? accounts.FindAsync(id, cancellationToken)
            : Task.FromResult<PortalAccount?>(null);

    public Task<PortalAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        accounts.FindAsync(normalizedUserName, cancellationToken);

    public Task SetPasswordHashAsync(PortalAccount user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.PasswordHash);

    public Task<bool> HasPasswordAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash.Length > 0);

    public Task SetSecurityStampAsync(PortalAccount user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.LockedUntil);

    public Task SetLockoutEndDateAsync(PortalAccount user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        user.LockedUntil = lockoutEnd;
        return accounts.LockAsync(user.Id, lockoutEnd, cancellationToken);
    }

    public async Task<int> IncrementAccessFailedCountAsync(PortalAccount user, CancellationToken cancellationToken)
    {
        user.FailedCount = await accounts.CountFailureAsync(user.Id, cancellationToken);
        return user.FailedCount;
    }

    public Task ResetAccessFailedCountAsync(PortalAccount user, CancellationToken cancellationToken)
    {
        user.FailedCount = 0;
        return accounts.ClearFailuresAsync(user.Id, cancellationToken);
    }

    public Task<int> GetAccessFailedCountAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.FailedCount);

    /// <summary>Every account locks; there is no way to switch it off.</summary>
    public Task<bool> GetLockoutEnabledAsync(PortalAccount user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(PortalAccount user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>At once, as with the lock: a stale copy of an account must not bring a second factor back.</summary>
    public Task SetTwoFactorEnabledAsync(PortalAccount user, bool enabled, CancellationToken cancellationToken)
    {
        user.HasSecondFactor = enabled;
        return secondFactors.SetEnabledAsync(user.Id, enabled, cancellationToken);
    }

    public Task<bool> GetTwoFactorEnabledAsync(PortalAccount user, CancellationToken cancellationToken) =>
        Task.FromResult(user.HasSecondFactor);

    public Task SetAuthenticatorKeyAsync(PortalAccount user, string key, CancellationToken cancellationToken)
    {
        user.HasSecondFactor = false;
        return secondFactors.SetKeyAsync(user.Id, key, cancellationToken);
    }

    public Task<string?> GetAuthenticatorKeyAsync(PortalAccount user, CancellationToken cancellationToken) =>
        secondFactors.FindKeyAsync(user.Id, cancellationToken);

    public Task ReplaceCodesAsync(PortalAccount user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        secondFactors.ReplaceRecoveryCodesAsync(user.Id, recoveryCodes.Select(Secrets.HashOf), cancellationToken);

    public Task<bool> RedeemCodeAsync(PortalAccount user, string code, CancellationToken cancellationToken) =>
        secondFactors.RedeemRecoveryCodeAsync(user.Id, Secrets.HashOf(code), cancellationToken);

    public Task<int> CountCodesAsync(PortalAccount user, CancellationToken cancellationToken) =>
        secondFactors.CountRecoveryCodesAsync(user.Id, cancellationToken);

    public void Dispose()
    {
        // Identity wants a disposable store; this one holds nothing.
    }
}
