using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Users as the portal and the API change them.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class UserAdministration(SqliteDirectoryStore store, ManagedUsers users, UserEditor editor) : IUserAdministration
{
    public Task<SaveUserResult> AddAsync(ClaimsPrincipal who, UserDraft draft, CancellationToken cancellationToken)
    {
        ManagedUsers.DemandAdmin(who, draft.DomainId);
        return store.EditAsync(edit => editor.AddAsync(edit, draft, PortalAccess.ActorOf(who)), cancellationToken);
    }

    public Task<SaveUserResult> EditAsync(ClaimsPrincipal who, long userId, UserDraft draft, CancellationToken cancellationToken) =>
        users.EditAsync(
            who,
            userId,
            (edit, user) => editor.ChangeAsync(edit, user, draft, PortalAccess.ActorOf(who)),
            new SaveUserResult(UserId: null, Password: null, [new Mistake("", "There is no such user any more.")]),
            cancellationToken);

    public Task<bool> SetEnabledAsync(ClaimsPrincipal who, long userId, bool isEnabled, CancellationToken cancellationToken) =>
        users.EditAsync(
            who,
            userId,
            async (edit, user) =>
            {
                await UserEditor.SetEnabledAsync(edit, user, isEnabled, PortalAccess.ActorOf(who));
                return true;
            },
            nobody: false,
            cancellationToken);

    public Task<bool> DeleteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) => users.EditAsync(
        who,
        userId,
        async (edit, user) =>
        {
            await UserEditor.DeleteAsync(edit, user, PortalAccess.ActorOf(who));
            return true;
        },
        nobody: false,
        cancellationToken);

    public Task<string?> NewPasswordAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) =>
        users.EditAsync<string?>(
            who,
            userId,
            async (edit, user) =>
            {
                var password = PasswordGenerator.Generate();
                await editor.ReplacePasswordAsync(edit, user, password, PortalAccess.ActorOf(who));
                return password;
            },
            nobody: null,
            cancellationToken);
}
