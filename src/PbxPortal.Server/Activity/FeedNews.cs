using System.Collections.Frozen;

namespace PbxPortal.Server.Activity;

/// <summary>What changed since the news before, made once for all viewers.</summary>
/// <remarks>Immutable; the viewers share it.</remarks>
internal sealed class FeedNews
{
    /// <param name="sequence">The number of the last touch that the news cover.</param>
    /// <param name="isReset">These are all the devices there are; what came before does not count.</param>
    /// <param name="changed">The latest state of each device.</param>
    /// <param name="removed">Devices that are gone for good.</param>
    public FeedNews(
        long sequence, bool isReset, IReadOnlyList<DeviceState> changed, IReadOnlyList<DeviceRemoval> removed)
    {
        Sequence = sequence;
        IsReset = isReset;
        Changed = changed;
        Removed = removed;
        RemovedIds = [.. removed.Select(removal => removal.DeviceId)];
        DomainIds = changed.Select(state => state.DomainId)
            .Concat(removed.Select(removal => removal.DomainId).OfType<long>())
            .ToFrozenSet();
    }

    public long Sequence { get; }

    public bool IsReset { get; }

    public IReadOnlyList<DeviceState> Changed { get; }

    public IReadOnlyList<DeviceRemoval> Removed { get; }

    /// <summary>For a viewer who may see all of it.</summary>
    public IReadOnlyList<long> RemovedIds { get; }

    /// <summary>The domains that it is about: a viewer is asked once per domain, not once per device.</summary>
    public FrozenSet<long> DomainIds { get; }

    public int Count => Changed.Count + Removed.Count;
}
