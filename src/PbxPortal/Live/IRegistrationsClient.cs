namespace PbxPortal.Live;

/// <summary>What the hub tells a viewer. Sequence numbers never go back; each names the last event that the message covers.</summary>
public interface IRegistrationsClient
{
    /// <summary>
    /// The first message: the devices of the domains that the viewer may see. Where they are more than fit into one message, the
    /// others follow at once in <see cref="Changed"/> under the same number.
    /// </summary>
    Task Snapshot(long sequence, IReadOnlyList<DeviceRow> devices);

    /// <summary>Devices that are new or changed, and ids of devices that are gone for good.</summary>
    Task Changed(long sequence, IReadOnlyList<DeviceRow> changed, IReadOnlyList<long> removed);

    /// <summary>The viewer fell too far behind, or may now see other domains: drop every row and begin with these. Goes on as <see cref="Snapshot"/> does.</summary>
    Task Reset(long sequence, IReadOnlyList<DeviceRow> devices);
}
