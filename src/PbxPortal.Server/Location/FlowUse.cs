using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// The devices behind each connection: a log-out closes only a connection that nobody else needs, the bindings of one that ends are
/// found without a search, and connections that have bindings are held, so that no other is kept for nothing.
/// </summary>
/// <remarks>Confined to the turn of the location service.</remarks>
internal sealed class FlowUse
{
    // Nearly every connection is one phone's; an edge proxy's may be the way to thousands.
    private readonly Dictionary<long, long> _only = [];
    private readonly Dictionary<long, HashSet<long>> _several = [];

    public IEnumerable<long> AllDevices => _only.Values.Concat(_several.Values.SelectMany(devices => devices));

    public bool IsUsed(Flow flow) => _only.ContainsKey(flow.Id) || _several.ContainsKey(flow.Id);

    /// <summary>Valid until the next <see cref="Follow"/>.</summary>
    public IEnumerable<long> DevicesOf(long flowId) =>
        _several.TryGetValue(flowId, out var devices) ? devices
        : _only.TryGetValue(flowId, out var only) ? [only]
        : [];

    /// <summary>Closes a connection that nobody needs any more; one that carries other phones stays.</summary>
    public void CloseUnlessUsed(Flow flow)
    {
        if (flow is { IsClosed: false, Protocol: not TransportProtocol.Udp } && !IsUsed(flow))
        {
            flow.Close();
        }
    }

    public void Follow(Binding? before, Binding? after)
    {
        var earlier = before?.Connection?.Id;
        var later = after?.Connection?.Id;
        if (earlier == later)
        {
            return;
        }

        if (later is { } added)
        {
            Add(added, after!.DeviceId);
            after.Connection!.Hold();
        }

        if (earlier is { } removed)
        {
            before!.Connection!.Release();
            Remove(removed, before.DeviceId);
        }
    }

    private void Add(long flowId, long deviceId)
    {
        if (_several.TryGetValue(flowId, out var devices))
        {
            devices.Add(deviceId);
        }
        else if (_only.Remove(flowId, out var first))
        {
            _several[flowId] = [first, deviceId];
        }
        else
        {
            _only[flowId] = deviceId;
        }
    }

    private void Remove(long flowId, long deviceId)
    {
        if (!_several.TryGetValue(flowId, out var devices))
        {
            _only.Remove(flowId);
        }
        else if (devices.Remove(deviceId) && devices.Count == 1)
        {
            _several.Remove(flowId);
            _only[flowId] = devices.First();
        }
    }
}
