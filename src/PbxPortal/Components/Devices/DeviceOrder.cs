using PbxPortal.Components.Display;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Devices;

/// <summary>Orders devices by one column, then by user as people read numbers (9 before 10), so that no two are ever equal.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class DeviceOrder(DeviceSort sort, bool isDescending) : IComparer<DeviceState>, IComparer<DevicePlace>
{
    private static readonly NaturalOrder Numeric = NaturalOrder.Instance;

    /// <summary>The rows in this order; their places are made once, because a hundred thousand rows are compared two million times.</summary>
    public List<DeviceRow> Sort(IEnumerable<DeviceRow> rows)
    {
        DeviceRow[] sorted = [.. rows];
        Array.Sort(Array.ConvertAll(sorted, row => new DevicePlace(row.State)), sorted, this);
        return [.. sorted];
    }

    /// <summary>Whether a device stays where it was when its state changes from one to the other.</summary>
    public bool IsSamePlace(DeviceState before, DeviceState after) =>
        string.Equals(before.Extension, after.Extension, StringComparison.Ordinal)
        && string.Equals(before.Domain, after.Domain, StringComparison.Ordinal)
        && (sort == DeviceSort.User || CompareColumn(before, after) == 0);

    public int Compare(DevicePlace x, DevicePlace y)
    {
        if (sort == DeviceSort.User)
        {
            var byUser = x.CompareNumber(y);
            return byUser == 0 ? Compare(x.State, y.State) : isDescending ? -byUser : byUser;
        }

        var byColumn = isDescending ? CompareColumn(y.State, x.State) : CompareColumn(x.State, y.State);
        var byNumber = byColumn != 0 ? byColumn : x.CompareNumber(y);
        return byNumber != 0 ? byNumber : CompareUser(x.State, y.State);
    }

    public int Compare(DeviceState? x, DeviceState? y)
    {
        if (x is null || y is null)
        {
            return Comparer<bool>.Default.Compare(x is not null, y is not null);
        }

        var byColumn = isDescending ? CompareColumn(y, x) : CompareColumn(x, y);
        return byColumn != 0 ? byColumn : CompareUser(x, y);
    }

    private int CompareColumn(DeviceState x, DeviceState y) => sort switch
    {
        DeviceSort.User => CompareOwner(x, y),
        DeviceSort.Device => Numeric.Compare(DeviceLabel.Of(x), DeviceLabel.Of(y)),
        DeviceSort.Address => Numeric.Compare(x.Source, y.Source),
        DeviceSort.Transport => Nullable.Compare(x.Transport, y.Transport),
        DeviceSort.Expires => CompareTimes(x.ExpiresAt, y.ExpiresAt),
        DeviceSort.NextRefresh => CompareTimes(x.NextRefreshAt, y.NextRefreshAt),
        DeviceSort.Registered => CompareTimes(x.RegisteredAt, y.RegisteredAt),
        _ => (int)x.Status - (int)y.Status, // CompareTo of an enum makes two objects, millions of times.
    };

    /// <summary>What has no time stands at the end, whichever way round.</summary>
    private int CompareTimes(DateTimeOffset? x, DateTimeOffset? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => isDescending ? -1 : 1,
        (_, null) => isDescending ? 1 : -1,
        _ => Nullable.Compare(x, y),
    };

    private static int CompareOwner(DeviceState x, DeviceState y)
    {
        if (ReferenceEquals(x.Extension, y.Extension) && ReferenceEquals(x.Domain, y.Domain))
        {
            return 0; // Of one user, as devices that stand beside each other often are: no need to read.
        }

        var byExtension = Numeric.Compare(x.Extension, y.Extension);
        return byExtension != 0 ? byExtension : string.CompareOrdinal(x.Domain, y.Domain);
    }

    private static int CompareUser(DeviceState x, DeviceState y)
    {
        var byOwner = CompareOwner(x, y);
        return byOwner != 0 ? byOwner : x.DeviceId.CompareTo(y.DeviceId);
    }
}
