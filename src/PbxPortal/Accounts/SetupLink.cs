using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>The link that makes the first owner: good for an hour or until the next start, and once.</summary>
/// <remarks>Immutable; only the hash of the token is kept, in the database.</remarks>
internal sealed class SetupLink(AccountStore accounts, SetupStore setup, TimeProvider timeProvider)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);

    /// <summary>Takes the place of an earlier link.</summary>
    /// <returns>The token; <c>null</c> when there is an owner, and then no link works ever again.</returns>
    public async Task<string?> CreateAsync(CancellationToken cancellationToken)
    {
        if (await accounts.HasOwnerAsync(cancellationToken))
        {
            await setup.RemoveAsync(cancellationToken);
            return null;
        }

        var token = Secrets.NewSetupToken();
        await setup.ReplaceAsync(Secrets.HashOf(token), timeProvider.GetUtcNow() + Lifetime, cancellationToken);
        return token;
    }

    /// <summary>Whether the link may still be used; using it is <see cref="AccountCreation.AddFirstOwnerAsync"/>.</summary>
    public async Task<SetupLinkState> CheckAsync(string? token, CancellationToken cancellationToken)
    {
        if (await accounts.HasOwnerAsync(cancellationToken))
        {
            return SetupLinkState.OwnerExists;
        }

        return !string.IsNullOrEmpty(token) && await setup.IsGoodAsync(Secrets.HashOf(token), timeProvider.GetUtcNow(), cancellationToken)
            ? SetupLinkState.Good
            : SetupLinkState.WrongOrExpired;
    }
}
