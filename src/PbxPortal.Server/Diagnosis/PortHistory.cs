using PbxPortal.Server.Activity;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Learns from the activity which devices expire and come back from another port of the same address: their NAT closes the way.</summary>
/// <remarks>Guarded by one lock. Bounded; the devices that were heard of longest ago are forgotten first.</remarks>
public sealed class PortHistory
{
    /// <summary>Once is a restart of the phone or of its router.</summary>
    public const int Habit = 2;

    private const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Past> _pasts = [];
    private readonly Queue<long> _oldestFirst = [];

    /// <summary>Takes a line, after all that happened before it.</summary>
    public void Take(ActivityEntry line)
    {
        if (line.DeviceId is { } deviceId && PeerAddress.TryParse(line.Source, out var peer))
        {
            lock (_gate)
            {
                Take(line.Kind, deviceId, peer);
            }
        }
    }

    /// <summary>Whether it has expired, and has not come back yet: then it matters from where it comes.</summary>
    public bool IsAwaited(long deviceId)
    {
        lock (_gate)
        {
            return _pasts.TryGetValue(deviceId, out var past) && past.ExpiredAt is not null;
        }
    }

    /// <summary>Whether it has come back from another port often enough to call it a habit.</summary>
    public bool IsHabitOf(long deviceId)
    {
        lock (_gate)
        {
            return _pasts.TryGetValue(deviceId, out var past) && past.Returns >= Habit;
        }
    }

    private void Take(ActivityKind kind, long deviceId, PeerAddress peer)
    {
        if (kind == ActivityKind.Expired)
        {
            var returns = _pasts.TryGetValue(deviceId, out var known) ? known.Returns : Remember(deviceId);
            _pasts[deviceId] = new Past(peer, returns);
        }
        else if (kind == ActivityKind.Registered
            && _pasts.TryGetValue(deviceId, out var past)
            && past.ExpiredAt is { } expired)
        {
            var isReturn = expired.HasSameAddress(peer) && expired.Port != peer.Port;
            _pasts[deviceId] = new Past(ExpiredAt: null, past.Returns + (isReturn ? 1 : 0));
        }
    }

    /// <returns>No returns so far.</returns>
    private int Remember(long deviceId)
    {
        _oldestFirst.Enqueue(deviceId);
        if (_oldestFirst.Count > Capacity)
        {
            _pasts.Remove(_oldestFirst.Dequeue());
        }

        return 0;
    }

    private readonly record struct Past(PeerAddress? ExpiredAt, int Returns);
}
