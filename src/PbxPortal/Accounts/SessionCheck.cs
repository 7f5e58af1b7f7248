using System.Security.Claims;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Says how a session stands now: for what lives longer than one request, the circuits and the hub's connections.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class SessionCheck(AccountStore accounts, ApiKeyStore apiKeys, BrowserSessions sessions)
{
    /// <summary>How often a circuit or a connection asks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <returns>
    /// <c>null</c> when the session is over: somebody ended it, the account is gone, disabled or has a new password, or the key is
    /// revoked.
    /// The same instance when nothing changed; a new principal when the grants did.
    /// </returns>
    public async Task<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var current = PortalPrincipal.ApiKeyIdOf(principal) is { } keyId
            ? await OfApiKeyAsync(keyId, cancellationToken)
            : await OfAccountAsync(principal, cancellationToken);
        if (current is null || PortalPrincipal.HaveSameGrants(current, principal))
        {
            return current is null ? null : principal;
        }

        return PortalPrincipal.At(current, PortalAccess.ActorOf(principal).Address);
    }

    private async Task<ClaimsPrincipal?> OfApiKeyAsync(long keyId, CancellationToken cancellationToken) =>
        await apiKeys.FindAsync(keyId, cancellationToken) is { } key ? PortalPrincipal.Of(key) : null;

    private async Task<ClaimsPrincipal?> OfAccountAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (PortalPrincipal.AccountIdOf(principal) is not { } id
            || await accounts.FindAsync(id, cancellationToken) is not { IsEnabled: true } account
            || !string.Equals(account.SecurityStamp, principal.FindFirstValue(PortalPrincipal.StampClaimType), StringComparison.Ordinal))
        {
            return null;
        }

        return PortalPrincipal.SessionIdOf(principal) is { } sessionId
            && await sessions.IsOpenAsync(sessionId, id, address: null, cancellationToken)
            ? PortalPrincipal.Of(account, await accounts.GrantsOfAsync(id, cancellationToken), sessionId)
            : null;
    }
}
