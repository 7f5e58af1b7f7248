using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Identity;
using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Makes accounts by the same rules for the set-up page, the accounts page and the command line.</summary>
/// <remarks>Immutable; lives as long as a request.</remarks>
internal sealed class AccountCreation(UserManager<PortalAccount> users, AccountStore accounts, IAudit audit, TimeProvider timeProvider)
{
    public const int LongestName = 64;

    /// <summary>A phone user signs in as <c>extension@domain</c>.</summary>
    public const int LongestSignInName = 320;
    public const int LongestPassword = 256;

    /// <returns>The mistakes; none: the account is stored.</returns>
    public async Task<ImmutableArray<Mistake>> AddAsync(
        string name, string password, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken)
    {
        var (account, mistakes) = await PrepareAsync(name, password);
        if (mistakes.IsEmpty && !await accounts.InsertAsync(account, grants, cancellationToken))
        {
            mistakes = [new Mistake("Name", users.ErrorDescriber.DuplicateUserName(name).Description)];
        }

        return mistakes;
    }

    /// <returns>The account and no mistakes; or mistakes; or neither: the link does not work any more.</returns>
    public async Task<(PortalAccount? Account, ImmutableArray<Mistake> Mistakes)> AddFirstOwnerAsync(
        string token, string name, string password, IPAddress? address, CancellationToken cancellationToken)
    {
        var (account, mistakes) = await PrepareAsync(name, password);
        if (!mistakes.IsEmpty)
        {
            return (null, mistakes);
        }

        var isStored = await accounts.InsertFirstOwnerAsync(
            account, Secrets.HashOf(token), timeProvider.GetUtcNow(), cancellationToken);
        if (!isStored)
        {
            return (null, []);
        }

        await audit.WriteAsync(new AuditEntry(new Actor(name, ClientAddress.TextOf(address)), "add first owner", name), CancellationToken.None);
        return (account, []);
    }

    /// <summary>What is wrong with a password that somebody has chosen.</summary>
    public static async Task<ImmutableArray<Mistake>> PasswordMistakesAsync(
        UserManager<PortalAccount> users, PortalAccount account, string password)
    {
        var mistakes = ImmutableArray.CreateBuilder<Mistake>();
        foreach (var validator in users.PasswordValidators)
        {
            var result = await validator.ValidateAsync(users, account, password);
            mistakes.AddRange(result.Errors.Select(error => new Mistake("Password", error.Description)));
        }

        if (password.Length > LongestPassword)
        {
            mistakes.Add(new Mistake("Password", $"A password has at most {LongestPassword} characters."));
        }

        return mistakes.ToImmutable();
    }

    /// <summary>An account of a phone user, without any role, ready to be stored.</summary>
    /// <param name="name">The address-of-record; it stays when the user is renamed.</param>
    public async Task<(PortalAccount Account, ImmutableArray<Mistake> Mistakes)> PrepareForUserAsync(long userId, string name, string password)
    {
        var account = NewAccount(name);
        account.UserId = userId;
        var mistakes = await PasswordMistakesAsync(users, account, password);
        if (mistakes.IsEmpty)
        {
            account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
        }

        return (account, mistakes);
    }

    private PortalAccount NewAccount(string name) => new()
    {
        Name = name,
        NormalizedName = users.NormalizeName(name),
        SecurityStamp = Secrets.NewSecurityStamp(),
        CreatedAt = timeProvider.GetUtcNow(),
    };

    private async Task<(PortalAccount Account, ImmutableArray<Mistake> Mistakes)> PrepareAsync(string name, string password)
    {
        var account = NewAccount(name);
        var mistakes = ImmutableArray.CreateBuilder<Mistake>();
        foreach (var validator in users.UserValidators)
        {
            var result = await validator.ValidateAsync(users, account);
            mistakes.AddRange(result.Errors.Select(error => new Mistake("Name", error.Description)));
        }

        if (mistakes.Count == 0 && name.Length > LongestName)
        {
            mistakes.Add(new Mistake("Name", users.ErrorDescriber.InvalidUserName(name).Description));
        }

        mistakes.AddRange(await PasswordMistakesAsync(users, account, password));
        if (mistakes.Count == 0)
        {
            account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
        }

        return (account, mistakes.ToImmutable());
    }
}
