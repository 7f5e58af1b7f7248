namespace PbxPortal.Components.Devices;

/// <summary>The rows that somebody has ticked. A device that goes, or that the filter hides, is in it no more: nothing is done to what one does not see.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class DeviceSelection
{
    private readonly HashSet<long> _ids = [];

    public int Count => _ids.Count;

    public bool Contains(long deviceId) => _ids.Contains(deviceId);

    public void Set(long deviceId, bool isSelected) => _ = isSelected ? _ids.Add(deviceId) : _ids.Remove(deviceId);

    public void Add(IEnumerable<DeviceRow> rows) => _ids.UnionWith(rows.Where(row => !row.IsGone).Select(row => row.DeviceId));

    public void Clear() => _ids.Clear();

    /// <summary>The ticked rows, in the order of the list.</summary>
    public IReadOnlyList<DeviceRow> In(IEnumerable<DeviceRow> listed) =>
        _ids.Count == 0 ? [] : [.. listed.Where(row => _ids.Contains(row.DeviceId) && !row.IsGone)];

    /// <summary>Drops devices that are gone.</summary>
    public void PruneGone(DeviceList list)
    {
        if (_ids.Count > 0)
        {
            _ids.RemoveWhere(id => list.Find(id) is null);
        }
    }

    /// <summary>Drops devices that are gone, and those that the list shows no more.</summary>
    public void PruneHidden(DeviceList list)
    {
        if (_ids.Count > 0)
        {
            _ids.RemoveWhere(id => list.Find(id) is not { IsMatch: true });
        }
    }
}
