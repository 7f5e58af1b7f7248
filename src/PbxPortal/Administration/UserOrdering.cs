using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>The order of users by one column; equal ones stand by domain and extension.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class UserOrdering(UserSort sort, bool isDescending) : IComparer<(User User, UserStanding Standing)>
{
    public int Compare((User User, UserStanding Standing) x, (User User, UserStanding Standing) y)
    {
        var order = sort switch
        {
            UserSort.Name => string.Compare(x.User.DisplayName, y.User.DisplayName, StringComparison.OrdinalIgnoreCase),
            UserSort.State => x.Standing.StateOf(x.User).CompareTo(y.Standing.StateOf(y.User)),
            UserSort.Devices => y.Standing.Reachable.CompareTo(x.Standing.Reachable),
            UserSort.LastSeen => Nullable.Compare(y.Standing.LastSeen, x.Standing.LastSeen),
            _ => ByExtension(x.User, y.User),
        };
        order = isDescending ? -order : order;
        return order != 0 ? order : ByExtension(x.User, y.User);
    }

    private static int ByExtension(User x, User y)
    {
        var order = string.CompareOrdinal(x.Domain.Name, y.Domain.Name);
        return order != 0 ? order : NaturalOrder.Instance.Compare(x.Extension, y.Extension);
    }
}
