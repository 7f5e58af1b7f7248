using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Users as the portal and the API change them.</summary>
/// <remarks>Immutable. The permission is asked for inside of the transaction, for the domain that the user has there.</remarks>
internal sealed class UserAdministration(SqliteDirectoryStore store, UserEditor editor) : IUserAdministration
{
    public Task<SaveUserResult> AddAsync(ClaimsPrincipal who, UserDraft draft, CancellationToken cancellationToken)
    {
        DemandAdmin(who, draft.DomainId);
        return store.EditAsync(edit => editor.AddAsync(edit, draft, PortalAccess.NameOf(who)), cancellationToken);
    }

    public Task<SaveUserResult> EditAsync(ClaimsPrincipal who, long userId, UserDraft draft, CancellationToken cancellationToken) =>
        WithUserAsync(
            who,
            userId,
            (edit, user) => editor.ChangeAsync(edit, user, draft, PortalAccess.NameOf(who)),
            new SaveUserResult(UserId: null, Password: null, [new Mistake("", "There is no such user any more.")]),
            cancellationToken);

    public Task<bool> SetEnabledAsync(ClaimsPrincipal who, long userId, bool isEnabled, CancellationToken cancellationToken) =>
        WithUserAsync(
            who,
            userId,
            async (edit, user) =>
            {
                await UserEditor.SetEnabledAsync(edit, user, isEnabled, PortalAccess.NameOf(who));
                return true;
            },
            nobody: false,
            cancellationToken);

    public Task<bool> DeleteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) => WithUserAsync(
        who,
        userId,
        async (edit, user) =>
        {
            await UserEditor.DeleteAsync(edit, user, PortalAccess.NameOf(who));
            return true;
        },
        nobody: false,
        cancellationToken);

    public Task<string?> NewPasswordAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) =>
        WithUserAsync<string?>(
            who,
            userId,
            async (edit, user) =>
            {
                var password = PasswordGenerator.Generate();
                await editor.ReplacePasswordAsync(edit, user, password, PortalAccess.NameOf(who));
                return password;
            },
            nobody: null,
            cancellationToken);

    /// <summary>A user whom the caller may not even see looks like nobody, so that ids tell nothing.</summary>
    private Task<T> WithUserAsync<T>(
        ClaimsPrincipal who,
        long userId,
        Func<DirectoryEdit, StoredUser, Task<T>> change,
        T nobody,
        CancellationToken cancellationToken)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Admin))
        {
            throw Refusal();
        }

        return store.EditAsync(
            async edit =>
            {
                if (await edit.FindUserAsync(userId) is not { } user || !PortalAccess.Has(who, PortalRole.ReadOnly, user.DomainId))
                {
                    return nobody;
                }

                DemandAdmin(who, user.DomainId);
                return await change(edit, user);
            },
            cancellationToken);
    }

    private static void DemandAdmin(ClaimsPrincipal who, long domainId)
    {
        if (!PortalAccess.Has(who, PortalRole.Admin, domainId))
        {
            throw Refusal();
        }
    }

    private static UnauthorizedAccessException Refusal() => new("This needs the role admin in the user's domain.");
}
