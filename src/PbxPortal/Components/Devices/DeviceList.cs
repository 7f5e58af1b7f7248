using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>What the devices page shows: the rows that match, in order, and the numbers beside the facets.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. A change costs one pass over the list, not a sort, so that a hundred thousand devices can
/// re-register while somebody looks. While the list is frozen, cells change but no row moves, comes or goes.
/// </remarks>
public sealed class DeviceList(TimeProvider timeProvider)
{
    private readonly Dictionary<long, DeviceRow> _rows = [];
    private readonly List<DeviceRow> _pending = [];
    private readonly RecentChanges _recentChanges = new();
    private List<DeviceRow> _listed = [];
    private DeviceOrder _order = new(DeviceSort.Status, isDescending: false);

    /// <summary>The first snapshot has come.</summary>
    public bool IsLoaded { get; private set; }

    public DeviceFilter Filter { get; private set; } = DeviceFilter.Everything;

    public DeviceCounts Counts { get; } = new();

    /// <summary>The rows that match, in order.</summary>
    public IReadOnlyList<DeviceRow> Listed => _listed;

    /// <summary>The reader is at work in the list: nothing moves.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>How many rows wait for a place while the list is frozen.</summary>
    public int PendingChanges => _pending.Count;

    /// <summary>How many devices changed their status within the last minute.</summary>
    public int ChangedInTheLastMinute => _recentChanges.Count(timeProvider.GetUtcNow());

    public DeviceRow? Find(long deviceId) => _rows.GetValueOrDefault(deviceId);

    public void Apply(FeedBatch batch)
    {
        var now = timeProvider.GetUtcNow();
        if (batch.IsReset)
        {
            var present = batch.Changed.Select(device => device.DeviceId).ToHashSet();
            foreach (var id in _rows.Keys.Where(id => !present.Contains(id)).ToList())
            {
                Remove(id);
            }
        }

        foreach (var device in batch.Changed)
        {
            Put(device, now, isNews: IsLoaded);
        }

        foreach (var id in batch.Removed)
        {
            Remove(id);
        }

        if (!IsFrozen || !IsLoaded)
        {
            ApplyPending();
        }

        IsLoaded = true;
    }

    public void SetFilter(DeviceFilter filter)
    {
        var sameRows = string.Equals(
            (filter with { OpenDeviceId = null }).ToAddress(), (Filter with { OpenDeviceId = null }).ToAddress(), StringComparison.Ordinal);
        Filter = filter;
        if (sameRows)
        {
            return;
        }

        _order = new DeviceOrder(filter.Sort, filter.IsDescending);
        Counts.Clear();
        foreach (var row in _rows.Values)
        {
            Judge(row);
            Counts.Add(row);
            row.IsPending = false;
        }

        _pending.Clear();
        _listed = [.. _rows.Values.Where(row => row.IsMatch).OrderBy(row => row.State, _order)];
    }

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        ApplyPending();
    }

    /// <summary>Gives every row its place: the reader asked for it, or has left the list.</summary>
    public void ApplyPending()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var arriving = _pending.Where(row => !row.IsGone && row.IsMatch).OrderBy(row => row.State, _order).ToList();
        _listed = Merge([.. _listed.Where(row => !row.IsPending)], arriving);
        foreach (var row in _pending)
        {
            row.IsPending = false;
        }

        _pending.Clear();
    }

    private List<DeviceRow> Merge(List<DeviceRow> staying, List<DeviceRow> arriving)
    {
        var merged = new List<DeviceRow>(staying.Count + arriving.Count);
        var next = 0;
        foreach (var row in staying)
        {
            while (next < arriving.Count && _order.Compare(arriving[next].State, row.State) < 0)
            {
                merged.Add(arriving[next++]);
            }

            merged.Add(row);
        }

        merged.AddRange(arriving[next..]);
        return merged;
    }

    private void Put(DeviceState device, DateTimeOffset now, bool isNews)
    {
        if (!_rows.TryGetValue(device.DeviceId, out var row))
        {
            row = new DeviceRow(device);
            _rows.Add(device.DeviceId, row);
            Judge(row);
            Counts.Add(row);
            NoteChange(row, device, now, isNews);
            if (row.IsMatch)
            {
                Await(row);
            }

            return;
        }

        var (before, wasMatch) = (row.State, row.IsMatch);
        if (before == device)
        {
            return;
        }

        Counts.Subtract(row);
        row.State = device;
        Judge(row);
        Counts.Add(row);
        NoteChange(row, before.Status == device.Status ? null : device, now, isNews);
        if (wasMatch != row.IsMatch || (row.IsMatch && _order.Compare(before, device) != 0))
        {
            Await(row);
        }
    }

    private void Remove(long deviceId)
    {
        if (_rows.Remove(deviceId, out var row))
        {
            Counts.Subtract(row);
            row.IsGone = true;
            if (row.IsMatch)
            {
                Await(row);
            }
        }
    }

    private void Await(DeviceRow row)
    {
        if (!row.IsPending)
        {
            row.IsPending = true;
            _pending.Add(row);
        }
    }

    private void Judge(DeviceRow row)
    {
        row.IsFound = Filter.Finds(row.State);
        row.StatusIsAccepted = Filter.Accepts(row.State.Status);
        row.ClassIsAccepted = Filter.Accepts(row.State.Class);
    }

    private void NoteChange(DeviceRow row, DeviceState? newStatus, DateTimeOffset now, bool isNews)
    {
        if (newStatus is not null)
        {
            _recentChanges.Add(isNews ? now : newStatus.Since, now);
        }

        if (isNews)
        {
            row.ChangedAt = now;
            row.Revision++;
        }
    }
}
