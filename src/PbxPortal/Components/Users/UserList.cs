using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>What the users page shows: the users that match, in order, each with how his devices stand now.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. News of a device cost a look-up; no row moves for them until the list is laid anew, which
/// takes a pass over all users, so that a hundred thousand of them stay quick while their phones come and go.
/// </remarks>
public sealed class UserList
{
    private static readonly UserOrdering ByExtension = new(UserSort.Extension, isDescending: false);

    private readonly Dictionary<long, DeviceMark> _devices = [];
    private readonly Dictionary<long, UserRow> _rows = [];
    private readonly HashSet<UserRow> _pending = [];
    private List<UserRow> _inOrder = []; // By domain and extension.
    private List<UserRow> _listed = [];

    public UserFilter Filter { get; private set; } = UserFilter.Everybody;

    public UserCounts Counts { get; } = new();

    /// <summary>The rows that match, in order.</summary>
    public IReadOnlyList<UserRow> Listed => _listed;

    /// <summary>How many rows would come, go or move if the list were laid anew.</summary>
    public int PendingChanges => _pending.Count;

    public UserRow? Find(long userId) => _rows.GetValueOrDefault(userId);

    /// <summary>Takes the users as they are now; rows of users that stay keep their identity.</summary>
    /// <param name="isFrozen">The reader is at work in the list: nobody comes, goes or moves before <see cref="LayAnew"/>.</param>
    public void SetUsers(IEnumerable<User> users, bool isFrozen = false)
    {
        var present = new HashSet<long>();
        var inOrder = new List<UserRow>(_inOrder.Count);
        foreach (var user in users)
        {
            present.Add(user.Id);
            if (_rows.TryGetValue(user.Id, out var row))
            {
                row.User = user;
            }
            else
            {
                row = new UserRow(user);
                _rows.Add(user.Id, row);
            }

            inOrder.Add(row);
        }

        _inOrder = InOrder(inOrder);

        foreach (var id in _rows.Keys.Where(id => !present.Contains(id)).ToList())
        {
            _rows.Remove(id, out var gone);
            Await(gone!, isFrozen && gone!.IsListed);
        }

        CountDevices();
        if (isFrozen)
        {
            Recount();
        }
        else
        {
            LayAnew();
        }
    }

    public void SetFilter(UserFilter filter)
    {
        var isOther = !string.Equals(filter.ToQuery(), Filter.ToQuery(), StringComparison.Ordinal);
        Filter = filter;
        if (isOther)
        {
            LayAnew();
        }
    }

    /// <summary>Takes news of the devices; no row moves, only what it says changes.</summary>
    /// <returns>Whether it changed anything that is shown; a refresh does not.</returns>
    public bool Apply(FeedBatch batch)
    {
        if (batch.IsReset)
        {
            _devices.Clear();
            _devices.EnsureCapacity(batch.Changed.Count);
            foreach (var device in batch.Changed)
            {
                _devices[device.DeviceId] = DeviceMark.Of(device);
            }

            CountDevices();
            LayAnew();
            return true;
        }

        var isWorthDrawing = false;
        foreach (var device in batch.Changed)
        {
            isWorthDrawing |= Replace(device.DeviceId, DeviceMark.Of(device));
        }

        foreach (var id in batch.Removed)
        {
            isWorthDrawing |= Replace(id, now: null);
        }

        return isWorthDrawing;
    }

    /// <summary>Gives every row its place.</summary>
    public void LayAnew()
    {
        _pending.Clear();
        Counts.Clear();
        var listed = new List<UserRow>(_rows.Count);
        foreach (var row in _inOrder)
        {
            row.IsFound = Filter.Finds(row.User);
            row.IsListed = Belongs(row);
            Counts.Add(row);
            if (row.IsListed)
            {
                listed.Add(row);
            }
        }

        _listed = Sort(listed);
    }

    private bool Belongs(UserRow row) => row.IsFound && Filter.Accepts(row.State, row.Reachable > 0);

    /// <summary>Equal ones stay by domain and extension, as they come.</summary>
    private List<UserRow> Sort(List<UserRow> rows)
    {
        if (Filter is { Sort: UserSort.Extension, IsDescending: false })
        {
            return rows;
        }

        var isDescending = Filter.IsDescending;
        return Filter.Sort switch
        {
            UserSort.Name => Order(row => row.User.DisplayName, isDescending, StringComparer.OrdinalIgnoreCase),
            UserSort.State => Order(row => (int)row.State, isDescending),
            UserSort.Devices => Order(row => row.Reachable, !isDescending),
            UserSort.LastSeen => Order(row => row.LastSeen, !isDescending),
            _ => [.. rows.AsEnumerable().Reverse()],
        };

        List<UserRow> Order<TKey>(Func<UserRow, TKey> key, bool falls, IComparer<TKey>? comparer = null) =>
            [.. falls ? rows.OrderByDescending(key, comparer) : rows.OrderBy(key, comparer)];
    }

    /// <summary>The directory hands the users out in order; only who does not is sorted, which takes a while for many.</summary>
    private static List<UserRow> InOrder(List<UserRow> rows)
    {
        var order = Comparer<UserRow>.Create((x, y) => ByExtension.Compare((x.User, default), (y.User, default)));
        for (var place = 1; place < rows.Count; place++)
        {
            if (order.Compare(rows[place - 1], rows[place]) > 0)
            {
                rows.Sort(order);
                break;
            }
        }

        return rows;
    }

    /// <summary>One device changes its mark, or goes when <paramref name="now"/> is <c>null</c>.</summary>
    private bool Replace(long deviceId, DeviceMark? now)
    {
        var before = _devices.TryGetValue(deviceId, out var known) ? known : (DeviceMark?)null;
        if (now is { } mark)
        {
            _devices[deviceId] = mark;
        }
        else
        {
            _devices.Remove(deviceId);
        }

        // When a device that is reachable was heard of says nothing: the row says "now".
        if (before is { IsReachable: true } && now is { IsReachable: true } && before.Value.Status == now.Value.Status)
        {
            Count(now.Value, before.Value);
            return false;
        }

        return Count(now, before);
    }

    private bool Count(DeviceMark? now, DeviceMark? before)
    {
        var row = _rows.GetValueOrDefault((now ?? before)?.UserId ?? 0);
        if (row is null || now == before)
        {
            return false;
        }

        var standing = row.Standing;
        Counts.Subtract(row);
        if (before is { } old)
        {
            row.Count(old, -1);
        }

        if (now is { } mark)
        {
            row.Count(mark, 1);
        }

        Counts.Add(row);
        if (row.IsListed && Filter.SortsByDevices && IsElsewhere(row, standing))
        {
            Await(row, isPending: true);
        }
        else if (!Filter.SortsByDevices)
        {
            Await(row, row.IsListed != Belongs(row)); // It may have come back to where it stands.
        }

        return true;
    }

    private void Await(UserRow row, bool isPending) => _ = isPending ? _pending.Add(row) : _pending.Remove(row);

    private void Recount()
    {
        Counts.Clear();
        foreach (var row in _rows.Values)
        {
            row.IsFound = Filter.Finds(row.User);
            Counts.Add(row);
            Await(row, row.IsListed != Belongs(row));
        }
    }

    private bool IsElsewhere(UserRow row, UserStanding before) => Filter.Sort switch
    {
        UserSort.State => row.State != before.StateOf(row.User),
        UserSort.Devices => row.Reachable != before.Reachable,
        UserSort.LastSeen => row.LastSeen != before.LastSeen,
        _ => false,
    };

    private void CountDevices()
    {
        foreach (var row in _rows.Values)
        {
            row.Clear();
        }

        foreach (var device in _devices.Values)
        {
            if (_rows.TryGetValue(device.UserId, out var row))
            {
                row.Count(device, 1);
            }
        }
    }
}
