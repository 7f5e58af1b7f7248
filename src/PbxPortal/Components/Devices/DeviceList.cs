using System.Runtime.InteropServices;
using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>What the devices page shows: the rows that match, in order, and the numbers beside the facets.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. A refresh, which moves no row and changes no number, costs a look-up; a change of order
/// one pass over the list, not a sort, so that a hundred thousand devices can re-register while somebody looks. While the list is
/// frozen, cells change but no row moves, comes or goes.
/// </remarks>
public sealed class DeviceList(TimeProvider timeProvider)
{
    private readonly Dictionary<long, DeviceRow> _rows = [];
    private readonly List<DeviceRow> _pending = [];
    private readonly List<DeviceRow> _shown = [];
    private readonly RecentChanges _recentChanges = new();
    private List<DeviceRow> _listed = [];
    private List<DeviceRow> _spare = []; // A list of a hundred thousand, made anew five times a second, is what the garbage collector likes least.
    private DeviceOrder _order = new(DeviceSort.Status, isDescending: false);
    private bool _isWorthDrawing;

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

    /// <summary>A row was drawn: a change of it is worth drawing until <see cref="ForgetShown"/>.</summary>
    public void NoteShown(DeviceRow row)
    {
        if (!row.IsShown)
        {
            row.IsShown = true;
            _shown.Add(row);
        }
    }

    /// <summary>All rows that are on the screen are about to be drawn anew.</summary>
    public void ForgetShown()
    {
        _shown.ForEach(row => row.IsShown = false);
        _shown.Clear();
    }

    /// <returns>Whether it changed a row that was drawn, the order of the rows, or a number beside the facets.</returns>
    public bool Apply(FeedBatch batch)
    {
        var now = timeProvider.GetUtcNow();
        _isWorthDrawing = !IsLoaded;
        if (batch.IsReset && _rows.Count > 0)
        {
            var present = batch.Changed.Select(device => device.DeviceId).ToHashSet();
            foreach (var id in _rows.Keys.Where(id => !present.Contains(id)).ToList())
            {
                Remove(id);
            }
        }

        _ = _rows.EnsureCapacity(batch.Changed.Count);
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
        return _isWorthDrawing;
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
        _listed = _order.Sort(_rows.Values.Where(row => row.IsMatch));
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

        var arriving = _order.Sort(_pending.Where(row => !row.IsGone && row.IsMatch));
        _listed.RemoveAll(row => row.IsPending);
        Merge(arriving);
        foreach (var row in _pending)
        {
            row.IsPending = false;
        }

        _pending.Clear();
    }

    /// <summary>Looks up the place of each that arrives and copies what stands between them; few arrive where many stay.</summary>
    private void Merge(List<DeviceRow> arriving)
    {
        if (arriving.Count == 0)
        {
            return;
        }

        var (staying, merged) = (_listed, _spare);
        merged.EnsureCapacity(staying.Count + arriving.Count);
        var copied = 0;
        foreach (var row in arriving)
        {
            var place = PlaceOf(row, staying, copied);
            merged.AddRange(CollectionsMarshal.AsSpan(staying)[copied..place]);
            merged.Add(row);
            copied = place;
        }

        merged.AddRange(CollectionsMarshal.AsSpan(staying)[copied..]);
        (_listed, _spare) = (merged, staying);
        staying.Clear();
    }

    private int PlaceOf(DeviceRow row, List<DeviceRow> staying, int from)
    {
        var to = staying.Count;
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (_order.Compare(row.State, staying[middle].State) < 0)
            {
                to = middle;
            }
            else
            {
                from = middle + 1;
            }
        }

        return from;
    }

    private void Put(DeviceState device, DateTimeOffset now, bool isNews)
    {
        if (!_rows.TryGetValue(device.DeviceId, out var row))
        {
            _isWorthDrawing = true;
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

        var before = row.State;
        if (before.RefreshCount == device.RefreshCount && before == device)
        {
            return; // Compared as a whole only where the count, which tells a refresh, does not tell already.
        }

        var (wasMatch, isSamePlace) = (row.IsMatch, _order.IsSamePlace(before, device));
        Replace(row, device);
        NoteChange(row, before.Status == device.Status ? null : device, now, isNews);
        if (wasMatch != row.IsMatch || (row.IsMatch && !isSamePlace))
        {
            Await(row);
        }
    }

    /// <summary>A refresh changes neither what the filter says nor a number.</summary>
    private void Replace(DeviceRow row, DeviceState device)
    {
        _isWorthDrawing |= row.IsShown;
        if (row.State.IsReachable == device.IsReachable && Filter.JudgesAlike(row.State, device))
        {
            row.State = device;
            return;
        }

        _isWorthDrawing = true;
        Counts.Subtract(row);
        row.State = device;
        Judge(row);
        Counts.Add(row);
    }

    private void Remove(long deviceId)
    {
        if (_rows.Remove(deviceId, out var row))
        {
            _isWorthDrawing = true;
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
            _isWorthDrawing = true;
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
