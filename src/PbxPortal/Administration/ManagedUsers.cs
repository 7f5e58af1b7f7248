using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Edits of users by somebody in the portal: the permission is asked for inside of the transaction, for the domain that the user has there.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ManagedUsers(SqliteDirectoryStore store)
{
    /// <summary>A user whom the caller may not even see looks like nobody, so that ids tell nothing.</summary>
    public Task<T> EditAsync<T>(
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

    public static void DemandAdmin(ClaimsPrincipal who, long domainId)
    {
        if (!PortalAccess.Has(who, PortalRole.Admin, domainId))
        {
            throw Refusal();
        }
    }

    private static UnauthorizedAccessException Refusal() => new("This needs the role admin in the user's domain.");
}
