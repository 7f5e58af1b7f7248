using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace PbxPortal.Server.Calls;

/// <summary>Which devices ring or are in a call, for the list of devices.</summary>
/// <remarks>Written under the lock of the <see cref="CallBook"/>, read by anybody without one.</remarks>
public sealed class DeviceCalls
{
    private readonly ConcurrentDictionary<long, Counts> _counts = new();
    private readonly Dictionary<long, Counts> _changes = []; // Of one step, kept for the next: a call has a dozen, and each would make one.

    /// <summary>Devices whose state is another now. Raised on the thread that told the book, after its lock; handlers must be quick.</summary>
    public event Action<IReadOnlyList<long>>? Changed;

    public DeviceCallState Find(long deviceId) =>
        _counts.TryGetValue(deviceId, out var counts) ? counts.State : DeviceCallState.None;

    /// <summary>Takes a call in its new state for what it was.</summary>
    /// <param name="before"><c>null</c>: it is new.</param>
    /// <param name="after"><c>null</c>: it is over.</param>
    /// <returns>The devices to tell of.</returns>
    internal IReadOnlyList<long> Replace(Call? before, Call? after)
    {
        _changes.Clear();
        Add(before, -1);
        Add(after, 1);
        List<long>? told = null;
        foreach (var (deviceId, change) in _changes)
        {
            if (change == default)
            {
                continue;
            }

            var counts = _counts.GetValueOrDefault(deviceId);
            var changed = counts.Plus(change);
            if (changed == default)
            {
                _counts.TryRemove(deviceId, out _);
            }
            else
            {
                _counts[deviceId] = changed;
            }

            if (counts.State != changed.State)
            {
                (told ??= []).Add(deviceId);
            }
        }

        return told ?? (IReadOnlyList<long>)[];
    }

    internal void Tell(IReadOnlyList<long> deviceIds)
    {
        if (deviceIds.Count > 0)
        {
            Changed?.Invoke(deviceIds);
        }
    }

    private void Add(Call? call, int sign)
    {
        if (call is not { IsLive: true })
        {
            return;
        }

        Add(call.Caller.DeviceId, call.IsAnswered ? new Counts(0, 0, sign) : new Counts(sign, 0, 0));
        foreach (var branch in call.Branches)
        {
            if (branch.IsTalking)
            {
                Add(branch.DeviceId, new Counts(0, 0, sign));
            }
            else if (branch.IsRinging)
            {
                Add(branch.DeviceId, new Counts(0, sign, 0));
            }
        }
    }

    private void Add(long? deviceId, Counts change)
    {
        if (deviceId is { } id)
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_changes, id, out _);
            sum = sum.Plus(change);
        }
    }

    /// <summary>In how many calls a device is, by what it does there.</summary>
    private readonly record struct Counts(int Calling, int Ringing, int InCall)
    {
        public DeviceCallState State => this switch
        {
            { InCall: > 0 } => DeviceCallState.InCall,
            { Ringing: > 0 } => DeviceCallState.Ringing,
            { Calling: > 0 } => DeviceCallState.Calling,
            _ => DeviceCallState.None,
        };

        public Counts Plus(Counts other) => new(Calling + other.Calling, Ringing + other.Ringing, InCall + other.InCall);
    }
}
