using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Accounts;

/// <summary>What somebody who is signed in does with his own account. An API key has none and gets an <see cref="UnauthorizedAccessException"/>.</summary>
public interface IOwnAccount
{
    Task<OwnAccountState> ReadAsync(ClaimsPrincipal who, CancellationToken cancellationToken);

    /// <summary>Ends all other sessions of the account.</summary>
    /// <returns>The mistakes; none: it is changed.</returns>
    Task<ImmutableArray<Mistake>> ChangePasswordAsync(
        ClaimsPrincipal who, string current, string wanted, CancellationToken cancellationToken);

    /// <summary>Makes a key for an authenticator app, to be confirmed with its first code.</summary>
    /// <param name="password">The account's, so that nobody does it at a browser that was left alone.</param>
    Task<(AuthenticatorKey? Key, ImmutableArray<Mistake> Mistakes)> BeginSecondFactorAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken);

    /// <returns>The recovery codes, to be shown once, or the mistakes.</returns>
    Task<(ImmutableArray<string> RecoveryCodes, ImmutableArray<Mistake> Mistakes)> ConfirmSecondFactorAsync(
        ClaimsPrincipal who, string code, CancellationToken cancellationToken);

    /// <returns>The mistakes; none: signing in takes no code any more.</returns>
    Task<ImmutableArray<Mistake>> RemoveSecondFactorAsync(ClaimsPrincipal who, string password, CancellationToken cancellationToken);

    /// <summary>New recovery codes; the old ones are no good any more.</summary>
    Task<(ImmutableArray<string> RecoveryCodes, ImmutableArray<Mistake> Mistakes)> NewRecoveryCodesAsync(
        ClaimsPrincipal who, string password, CancellationToken cancellationToken);

    /// <summary>Signs one browser out, at once, or all but this one.</summary>
    /// <param name="sessionId"><c>null</c>: all others.</param>
    /// <returns>How many were signed out.</returns>
    Task<int> EndSessionsAsync(ClaimsPrincipal who, string? sessionId, CancellationToken cancellationToken);
}
