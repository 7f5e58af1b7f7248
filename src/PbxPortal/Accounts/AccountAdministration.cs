using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Account commands for owners, written to the audit.</summary>
/// <remarks>Immutable; lives as long as a request or circuit.</remarks>
internal sealed class AccountAdministration(
    AccountStore accounts,
    AccountCreation creation,
    GrantRules grantRules,
    IPasswordHasher<PortalAccount> hasher,
    SecondFactorStore secondFactors,
    BrowserSessions sessions,
    IAudit audit,
    TimeProvider timeProvider) : IAccountAdministration
{
    private static readonly ImmutableArray<Mistake> Gone = [new Mistake("", "This account is gone; somebody deleted it meanwhile.")];

    public async Task<IReadOnlyList<AccountSummary>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        var now = timeProvider.GetUtcNow();
        return [.. (await accounts.ListAsync(cancellationToken)).Select(row => SummaryOf(row.Account, row.Grants, now))];
    }

    public async Task<(string? Password, ImmutableArray<Mistake> Mistakes)> AddAsync(
        ClaimsPrincipal who, string name, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        var mistakes = grantRules.Check(grants);
        if (!mistakes.IsEmpty)
        {
            return (null, mistakes);
        }

        var password = Secrets.NewPassword();
        mistakes = await creation.AddAsync(name, password, grants, cancellationToken);
        if (!mistakes.IsEmpty)
        {
            return (null, mistakes);
        }

        await WriteAsync(who, "add account", name, newValue: grantRules.WordsOf(grants));
        return (password, []);
    }

    public async Task<ImmutableArray<Mistake>> EditAsync(
        ClaimsPrincipal who, long accountId, bool isEnabled, ImmutableArray<RoleGrant> grants, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        var mistakes = grantRules.Check(grants);
        if (!mistakes.IsEmpty)
        {
            return mistakes;
        }

        if (await accounts.FindAsync(accountId, cancellationToken) is not { } before)
        {
            return Gone;
        }

        var grantsBefore = await accounts.GrantsOfAsync(accountId, cancellationToken);
        var change = await accounts.EditAsync(accountId, isEnabled, grants, Secrets.NewSecurityStamp(), cancellationToken);
        if (change is AccountChange.Done)
        {
            if (!isEnabled)
            {
                await sessions.EndAsync(accountId, only: null, except: null, CancellationToken.None);
            }

            await WriteAsync(
                who, "edit account", before.Name, StateOf(before.IsEnabled, grantsBefore), StateOf(isEnabled, grants));
        }

        return MistakesOf(change);
    }

    public async Task<string?> NewPasswordAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        var password = Secrets.NewPassword();
        if (await accounts.FindAsync(accountId, cancellationToken) is not { } account
            || !await accounts.SetPasswordAsync(
                accountId, hasher.HashPassword(account, password), Secrets.NewSecurityStamp(), cancellationToken))
        {
            return null;
        }

        await sessions.EndAsync(accountId, only: null, except: null, CancellationToken.None);
        await WriteAsync(who, "new password for account", account.Name);
        return password;
    }

    public async Task<bool> ResetSecondFactorAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        if (await accounts.FindAsync(accountId, cancellationToken) is not { } account
            || !await secondFactors.RemoveAsync(accountId, cancellationToken))
        {
            return false;
        }

        await WriteAsync(who, "reset second step of account", account.Name);
        return true;
    }

    public async Task<ImmutableArray<Mistake>> DeleteAsync(ClaimsPrincipal who, long accountId, CancellationToken cancellationToken)
    {
        RequireOwner(who);
        if (await accounts.FindAsync(accountId, cancellationToken) is not { } account)
        {
            return Gone;
        }

        var open = await sessions.ListAsync(accountId, cancellationToken);
        var change = await accounts.DeleteAsync(accountId, cancellationToken);
        if (change is AccountChange.Done)
        {
            sessions.Tell([.. open.Select(session => session.Id)]);
            await WriteAsync(who, "delete account", account.Name);
        }

        return MistakesOf(change);
    }

    private static ImmutableArray<Mistake> MistakesOf(AccountChange change) => change switch
    {
        AccountChange.Done => [],
        AccountChange.LastOwner =>
            [new Mistake("", "This is the last owner who can sign in. Make somebody else an owner first.")],
        _ => Gone,
    };

    private static AccountSummary SummaryOf(PortalAccount account, ImmutableArray<RoleGrant> grants, DateTimeOffset now) =>
        new(
            account.Id,
            account.Name,
            account.IsEnabled,
            grants,
            account.CreatedAt,
            account.LastSignInAt,
            account.LockedUntil > now ? account.LockedUntil : null,
            account.HasSecondFactor);

    private static void RequireOwner(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Owner))
        {
            throw new UnauthorizedAccessException("This needs the role owner.");
        }
    }

    private string StateOf(bool isEnabled, ImmutableArray<RoleGrant> grants) =>
        $"{(isEnabled ? "enabled" : "disabled")}, {grantRules.WordsOf(grants)}";

    // The change is made; a caller that has gone away meanwhile does not erase who made it.
    private Task WriteAsync(ClaimsPrincipal who, string action, string subject, string oldValue = "", string newValue = "") =>
        audit.WriteAsync(
            new AuditEntry(PortalAccess.ActorOf(who), action, subject, oldValue: oldValue, newValue: newValue), CancellationToken.None);
}
