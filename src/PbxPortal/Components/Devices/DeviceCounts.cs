using System.Runtime.InteropServices;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;

namespace PbxPortal.Components.Devices;

/// <summary>How many devices there are, and how many each facet would show with all the other filters as they are.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class DeviceCounts
{
    private readonly int[] _byStatus = new int[Enum.GetValues<DeviceStatus>().Length];
    private readonly int[] _byClass = new int[Enum.GetValues<DeviceClass>().Length];
    private readonly Dictionary<string, int> _byDomain = new(StringComparer.OrdinalIgnoreCase);

    public int Total { get; private set; }

    /// <summary>A call would find them now.</summary>
    public int Reachable { get; private set; }

    /// <summary>Found by text and domain, of whatever class and status.</summary>
    public int Found { get; private set; }

    /// <summary>The domains that have devices, each with its number, unfiltered, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, int>> ByDomain => _byDomain.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    public int Domains => _byDomain.Count;

    public int Of(DeviceStatus status) => _byStatus[(int)status];

    public int Of(DeviceClass deviceClass) => _byClass[(int)deviceClass];

    internal void Add(DeviceRow row) => Count(row, 1);

    internal void Subtract(DeviceRow row) => Count(row, -1);

    internal void Clear()
    {
        Array.Clear(_byStatus);
        Array.Clear(_byClass);
        _byDomain.Clear();
        Total = Reachable = Found = 0;
    }

    private void Count(DeviceRow row, int one)
    {
        Total += one;
        Reachable += row.State.IsReachable ? one : 0;
        Found += row.IsFound ? one : 0;
        _byStatus[(int)row.State.Status] += row.IsFound && row.ClassIsAccepted ? one : 0;
        _byClass[(int)row.State.Class] += row.IsFound && row.StatusIsAccepted ? one : 0;
        ref var inDomain = ref CollectionsMarshal.GetValueRefOrAddDefault(_byDomain, row.State.Domain, out _);
        inDomain += one;
        if (inDomain == 0)
        {
            _byDomain.Remove(row.State.Domain);
        }
    }
}
