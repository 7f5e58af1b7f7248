using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// Counts the bindings of each connection, so that a log-out closes only a connection that nobody else needs, and holds those
/// that have one, so that no other is kept for nothing.
/// </summary>
/// <remarks>Confined to the location service's loop.</remarks>
internal sealed class FlowUse
{
    private readonly Dictionary<long, int> _bindings = [];

    public bool IsUsed(Flow flow) => _bindings.ContainsKey(flow.Id);

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
        var earlier = StreamOf(before);
        var later = StreamOf(after);
        if (earlier == later)
        {
            return;
        }

        if (later is { } added)
        {
            _bindings[added] = _bindings.GetValueOrDefault(added) + 1;
            after!.Flow!.Hold();
        }

        if (earlier is { } removed)
        {
            before!.Flow!.Release();
            var left = _bindings.GetValueOrDefault(removed) - 1;
            if (left > 0)
            {
                _bindings[removed] = left;
            }
            else
            {
                _bindings.Remove(removed);
            }
        }
    }

    private static long? StreamOf(Binding? binding) =>
        binding?.Flow is { Protocol: not TransportProtocol.Udp } flow ? flow.Id : null;
}
