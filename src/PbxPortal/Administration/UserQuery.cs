using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>Finds the users that a filter means, once; a page follows them live instead.</summary>
internal static class UserQuery
{
    /// <summary>In the order of the filter, as they stand now.</summary>
    public static IReadOnlyList<(User User, UserStanding Standing)> Run(
        ClaimsPrincipal who, UserFilter filter, IUserDirectory directory, IRegistrationFeed feed)
    {
        var found =
            from domain in PortalAccess.VisibleDomains(who, directory)
            from user in directory.UsersOf(domain.Id)
            where filter.Finds(user)
            let standing = UserStanding.Of(feed.OfUser(user.Id))
            where filter.Accepts(standing.StateOf(user), standing.Reachable > 0)
            select (User: user, Standing: standing);

        // The directory hands them out by domain and extension already.
        return filter is { Sort: UserSort.Extension, IsDescending: false }
            ? [.. found]
            : [.. found.Order(new UserOrdering(filter.Sort, filter.IsDescending))];
    }
}
