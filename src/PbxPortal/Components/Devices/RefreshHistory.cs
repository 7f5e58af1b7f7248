using PbxPortal.Server.Activity;

namespace PbxPortal.Components.Devices;

/// <summary>The refreshes of one device, as seen since its page was opened, and the last one or two that the server remembers.</summary>
/// <remarks>Confined to the renderer's dispatcher. Nothing is kept of a device that nobody looks at.</remarks>
public sealed class RefreshHistory
{
    /// <summary>A night of a phone that refreshes every ten minutes.</summary>
    public const int Most = 60;

    private readonly List<RefreshPoint> _points = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RefreshPoint> Points => _points;

    /// <summary>The times between two refreshes that follow each other.</summary>
    public IReadOnlyList<TimeSpan> Intervals => [.. _points.Zip(_points.Skip(1), (earlier, later) => later.At - earlier.At)];

    /// <summary>The mean of the intervals; <c>null</c>: there is none yet.</summary>
    public TimeSpan? Usual => Intervals is { Count: > 0 } intervals ? TimeSpan.FromSeconds(intervals.Average(interval => interval.TotalSeconds)) : null;

    /// <summary>How far an interval was from the mean at most; <c>null</c>: it takes two to tell.</summary>
    public TimeSpan? Jitter => Intervals is { Count: > 1 } intervals && Usual is { } usual
        ? intervals.Max(interval => (interval - usual).Duration())
        : null;

    /// <param name="device">As it stands now.</param>
    /// <param name="rememberedInterval">Seconds between its last two refreshes, as the server remembers; 0: it does not.</param>
    /// <returns>Whether there is a point more.</returns>
    public bool Note(DeviceState device, int rememberedInterval)
    {
        if (device.RefreshedAt is not { } refreshedAt || (_points.Count > 0 && _points[^1].At >= refreshedAt))
        {
            return false;
        }

        if (_points.Count == 0 && rememberedInterval > 0 && device.RefreshCount > 0)
        {
            _points.Add(new RefreshPoint(refreshedAt.AddSeconds(-rememberedInterval), GrantedSeconds: 0));
        }

        if (_points.Count > 0 && device.RegisteredAt > _points[^1].At && device.RefreshCount == 0)
        {
            _points.Clear(); // It registered anew: what was before is no interval of its.
        }

        _points.Add(new RefreshPoint(refreshedAt, device.GrantedSeconds));
        if (_points.Count > Most)
        {
            _points.RemoveAt(0);
        }

        return true;
    }
}
