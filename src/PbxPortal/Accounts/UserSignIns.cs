using System.Collections.Immutable;
using System.Net;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Invites phone users to the portal, and makes their accounts when they come.</summary>
/// <remarks>Immutable; lives as long as a request or circuit.</remarks>
internal sealed class UserSignIns(
    InvitationStore invitations,
    AccountStore accounts,
    AccountCreation creation,
    BrowserSessions sessions,
    IUserDirectory directory,
    IAudit audit,
    TimeProvider timeProvider) : IUserSignIns
{
    /// <summary>Long enough for a letter on Friday to be opened on Monday.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(4);

    public async Task<UserSignIn?> FindAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken)
    {
        if (Managed(who, userId) is null)
        {
            return null;
        }

        var account = await accounts.FindOfUserAsync(userId, cancellationToken);
        var until = await invitations.FindExpiryAsync(userId, timeProvider.GetUtcNow(), cancellationToken);
        return new UserSignIn(account?.Name, account?.LastSignInAt, account?.HasSecondFactor is true, until);
    }

    public async Task<string?> InviteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken)
    {
        if (Managed(who, userId) is not { } user)
        {
            return null;
        }

        var token = Secrets.NewSetupToken();
        await invitations.ReplaceAsync(userId, Secrets.HashOf(token), timeProvider.GetUtcNow() + Lifetime, cancellationToken);
        await WriteAsync(PortalAccess.ActorOf(who), "invite user to the portal", user);
        return token;
    }

    public async Task<bool> RemoveAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken)
    {
        if (Managed(who, userId) is not { } user)
        {
            return false;
        }

        if (await accounts.FindOfUserAsync(userId, cancellationToken) is { } account)
        {
            await sessions.EndAsync(account.Id, only: null, except: null, cancellationToken);
        }

        if (!await invitations.RemoveAsync(userId, cancellationToken))
        {
            return false;
        }

        await WriteAsync(PortalAccess.ActorOf(who), "take portal sign-in away", user);
        return true;
    }

    /// <returns>Whom the link is for; <c>null</c>: it is no good.</returns>
    public async Task<User?> FindInvitedAsync(string? token, CancellationToken cancellationToken) =>
        !string.IsNullOrEmpty(token)
        && await invitations.FindUserAsync(Secrets.HashOf(token), timeProvider.GetUtcNow(), cancellationToken) is { } userId
            && directory.FindUser(userId) is { IsEnabled: true } user
                ? user
                : null;

    /// <summary>Gives the invited user his password, and uses the link up.</summary>
    /// <returns>The account and no mistakes; or mistakes; or neither: the link is no good any more.</returns>
    public async Task<(PortalAccount? Account, ImmutableArray<Mistake> Mistakes)> AcceptAsync(
        string token, User user, string password, IPAddress? address, CancellationToken cancellationToken)
    {
        var name = $"{user.Extension}@{user.Domain.Name}";
        var (account, mistakes) = await creation.PrepareForUserAsync(user.Id, name, password);
        if (!mistakes.IsEmpty)
        {
            return (null, mistakes);
        }

        switch (await invitations.UseAsync(Secrets.HashOf(token), account, timeProvider.GetUtcNow(), cancellationToken))
        {
            case InvitationUse.Done:
                await sessions.EndAsync(account.Id, only: null, except: null, CancellationToken.None);
                await WriteAsync(new Actor(name, ClientAddress.TextOf(address)), "choose own portal password", user);
                return (await accounts.FindAsync(account.Id, cancellationToken), []);
            case InvitationUse.NameTaken:
                return (null, [new Mistake("", $"Somebody else signs in as {name}. Ask your administrator to take that sign-in away.")]);
            default:
                return (null, []);
        }
    }

    private User? Managed(ClaimsPrincipal who, long userId)
    {
        if (directory.FindUser(userId) is not { } user || !PortalAccess.Has(who, PortalRole.ReadOnly, user.Domain.Id))
        {
            return null;
        }

        return PortalAccess.Has(who, PortalRole.Admin, user.Domain.Id)
            ? user
            : throw new UnauthorizedAccessException("This needs the role admin in the user's domain.");
    }

    private Task WriteAsync(Actor actor, string action, User user) => audit.WriteAsync(
        new AuditEntry(actor, action, $"{user.Extension}@{user.Domain.Name}", user.Domain.Id), CancellationToken.None);
}
