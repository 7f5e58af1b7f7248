using System.Diagnostics.CodeAnalysis;

namespace PbxPortal.Server.Proxying;

/// <summary>
/// The targets that are still to be tried, the most wanted first: how many branches at once may be (RFC 5393, 5.3.3 and 5.5), and, where
/// groups ring one after the other (RFC 3261, 16.6), which group has its turn.
/// </summary>
/// <param name="maxBreadth">What the request may have.</param>
/// <param name="isByPriority">Whether a group is what has the same <c>q</c>; otherwise all are one group.</param>
/// <remarks>Guarded by the lock of its response context.</remarks>
internal sealed class WaitingTargets(int maxBreadth, bool isByPriority)
{
    private readonly List<Target> _targets = [];
    private readonly int _most = maxBreadth;
    private int _free = maxBreadth;
    private int _share = 1;

    /// <summary>Whether the request may have no branch at all.</summary>
    public bool IsForbidden => _most == 0;

    public bool IsEmpty => _targets.Count == 0;

    /// <summary>The <c>q</c> of the group that has its turn: whoever is wanted as much, or more, may ring.</summary>
    public int Group { get; private set; } = isByPriority ? int.MaxValue : 0;

    /// <summary>Whether another group waits for its turn.</summary>
    public bool HasNextGroup => _targets.Exists(target => target.QValue < Group);

    /// <summary>Shares the breadth out among so many branches.</summary>
    public void Share(int branches) => _share = Math.Max(1, _most / Math.Max(1, branches));

    public void Add(Target target)
    {
        var place = _targets.FindIndex(other => other.QValue < target.QValue);
        _targets.Insert(place < 0 ? _targets.Count : place, target);
    }

    /// <summary>Has the phone ring as its user's phones now stand, if it waits; <c>false</c>: it does not.</summary>
    public bool TryReplace(Target newer)
    {
        var place = _targets.FindIndex(target => target.IsSamePhone(newer));
        if (place >= 0)
        {
            var isAwake = _targets[place].Lease != newer.Lease;
            _targets.RemoveAt(place);
            Add(isAwake ? newer with { Push = null } : newer);
        }

        return place >= 0;
    }

    public bool Has(Target other) => _targets.Exists(target => target.IsSamePlace(other));

    public void Clear() => _targets.Clear();

    /// <summary>The next group has its turn; <c>false</c>: there is none.</summary>
    public bool TryAdvance()
    {
        if (!HasNextGroup)
        {
            return false;
        }

        Group = _targets.Where(target => target.QValue < Group).Max(target => target.QValue);
        return true;
    }

    /// <summary>The next one and its share; <c>false</c>: there is none, or it must wait until another branch has ended.</summary>
    public bool TryTake([NotNullWhen(true)] out Target? target, out int breadth)
    {
        breadth = Math.Min(_share, _free);
        target = null;
        if (breadth == 0 || _targets.Count == 0 || _targets[0].QValue < Group)
        {
            return false;
        }

        target = _targets[0];
        _targets.RemoveAt(0);
        _free -= breadth;
        return true;
    }

    /// <summary>A branch has ended: its share is free again (5.3.3.1).</summary>
    public void Return(int breadth) => _free += breadth;
}
