using PbxPortal.Server.Activity;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>Learns from the activity when phones behind one address dropped together within the last day.</summary>
/// <remarks>Guarded by one lock. Bounded: it remembers the last so many devices that went.</remarks>
public sealed class DropHistory
{
    private const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<GoneDevice> _gone = [];

    /// <summary>Takes a line, after all that happened before it.</summary>
    public void Take(ActivityEntry line)
    {
        if (line is { Kind: ActivityKind.Expired or ActivityKind.ConnectionLost, DeviceId: { } deviceId, UserId: { } userId, DomainId: { } domainId }
            && PeerAddress.TryParse(line.Source, out var peer))
        {
            lock (_gate)
            {
                _gone.Enqueue(new GoneDevice(deviceId, userId, domainId, line.User, peer.ToAddress().ToString(), line.At));
                if (_gone.Count > Capacity)
                {
                    _gone.Dequeue();
                }
            }
        }
    }

    /// <summary>The drops since that moment, the latest first.</summary>
    public IReadOnlyList<SiteDrop> Since(DateTimeOffset moment)
    {
        List<GoneDevice> gone;
        lock (_gate)
        {
            while (_gone.TryPeek(out var oldest) && oldest.GoneAt < moment)
            {
                _gone.Dequeue();
            }

            gone = [.. _gone];
        }

        return
        [
            .. from ofDomain in gone.GroupBy(device => device.DomainId)
               from outage in SiteOutages.Find(ofDomain, static _ => true)
               let devices = outage.Devices.Select(device => device.DeviceId).Distinct().Count()
               where devices >= SiteOutages.LeastDevices
               orderby outage.Since descending
               select new SiteDrop(ofDomain.Key, outage.Address, outage.Since, devices),
        ];
    }
}
