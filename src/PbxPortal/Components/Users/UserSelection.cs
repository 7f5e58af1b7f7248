namespace PbxPortal.Components.Users;

/// <summary>Which users are marked. Whoever leaves the list is not marked any more: an order never meets somebody who is not shown.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class UserSelection
{
    private readonly HashSet<long> _ids = [];
    private long? _last;

    public int Count => _ids.Count;

    public bool IsEmpty => _ids.Count == 0;

    public bool Contains(long userId) => _ids.Contains(userId);

    /// <summary>The marked ones, in the order of the list.</summary>
    public IReadOnlyList<long> In(IReadOnlyList<UserRow> listed) => [.. listed.Select(row => row.User.Id).Where(_ids.Contains)];

    /// <param name="extends">Everybody between the last one that was marked and this one too.</param>
    public void Toggle(long userId, bool extends, IReadOnlyList<UserRow> listed)
    {
        var isMarked = !_ids.Contains(userId);
        if (extends && _last is { } last && IndexOf(listed, last) is >= 0 and var from && IndexOf(listed, userId) is >= 0 and var to)
        {
            for (var place = Math.Min(from, to); place <= Math.Max(from, to); place++)
            {
                Mark(listed[place].User.Id, isMarked);
            }
        }
        else
        {
            Mark(userId, isMarked);
        }

        _last = userId;
    }

    public void SetAll(bool isMarked, IReadOnlyList<UserRow> listed)
    {
        Clear();
        if (isMarked)
        {
            _ids.UnionWith(listed.Select(row => row.User.Id));
        }
    }

    public void Clear()
    {
        _ids.Clear();
        _last = null;
    }

    /// <summary>Drops those who are not in the list any more.</summary>
    public void Prune(IReadOnlyList<UserRow> listed)
    {
        if (_ids.Count > 0)
        {
            _ids.IntersectWith(listed.Select(row => row.User.Id));
        }
    }

    private void Mark(long userId, bool isMarked) => _ = isMarked ? _ids.Add(userId) : _ids.Remove(userId);

    private static int IndexOf(IReadOnlyList<UserRow> listed, long userId)
    {
        for (var place = 0; place < listed.Count; place++)
        {
            if (listed[place].User.Id == userId)
            {
                return place;
            }
        }

        return -1;
    }
}
