using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>What has happened while the list is paused: the latest state of each device, so that a long pause costs no more than the list.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class HeldChanges
{
    private readonly Dictionary<long, DeviceState?> _latest = [];
    private bool _isReset;
    private long _sequence;

    /// <summary>How many devices have changed, come or gone.</summary>
    public int Count => _latest.Count;

    public void Add(FeedBatch batch)
    {
        _sequence = batch.Sequence;
        if (batch.IsReset)
        {
            _latest.Clear();
            _isReset = true;
        }

        foreach (var device in batch.Changed)
        {
            _latest[device.DeviceId] = device;
        }

        foreach (var id in batch.Removed)
        {
            _latest[id] = null;
        }
    }

    /// <summary>All of it as one batch; afterwards nothing is held.</summary>
    public FeedBatch Take()
    {
        var changed = _latest.Values.OfType<DeviceState>().ToList();
        List<long> removed = _isReset ? [] : [.. _latest.Where(pair => pair.Value is null).Select(pair => pair.Key)];
        var batch = new FeedBatch(_sequence, _isReset, changed, removed);
        _latest.Clear();
        _isReset = false;
        return batch;
    }
}
