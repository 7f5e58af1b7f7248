using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Proxying;

/// <summary>
/// Ends calls that ring for nobody: those whose caller has lost the connection and is not back in time. A caller who is, the same device
/// with the same Call-ID in its REGISTER, hears the rest over the new connection; with another one it has been started anew since
/// (RFC 3261, 10.2.4) and knows nothing of the call.
/// </summary>
/// <remarks>Guarded by one lock, which is not held while a context is told.</remarks>
internal sealed class CallerWatch(LocationTable locations, BranchSender sender, TimeSpan grace)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResponseContext, WatchedCaller> _callers = [];
    private readonly Dictionary<long, HashSet<WatchedCaller>> _byFlow = [];

    /// <summary>Callers that are watched.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _callers.Count;
            }
        }
    }

    /// <summary>Over UDP there is nothing to lose.</summary>
    public void Add(ResponseContext context, ProxiedRequest request)
    {
        if (request.Flow.Protocol == TransportProtocol.Udp)
        {
            return;
        }

        var callId = locations.Find(request.CallerDeviceId)?.Binding?.CallId;
        var caller = new WatchedCaller(context, request.CallerDeviceId, callId) { Flow = request.Flow };
        lock (_gate)
        {
            _callers[context] = caller;
            Index(caller);
        }

        if (request.Flow.IsClosed)
        {
            OnClosed(request.Flow); // It closed before it was noted, and will not do so again.
        }
    }

    public void Remove(ResponseContext context)
    {
        lock (_gate)
        {
            if (_callers.Remove(context, out var caller))
            {
                caller.Timer?.Dispose();
                Forget(caller);
            }
        }
    }

    /// <summary>A connection has ended: its callers have as long to come back as their bindings have.</summary>
    public void OnClosed(Flow flow)
    {
        lock (_gate)
        {
            foreach (var caller in (_byFlow.GetValueOrDefault(flow.Id) ?? []).ToList())
            {
                caller.Timer ??= sender.After(grace, () => Look(caller));
            }
        }
    }

    private void Look(WatchedCaller caller)
    {
        var back = FlowOf(caller);
        lock (_gate)
        {
            caller.Timer?.Dispose();
            caller.Timer = null;
            if (!_callers.ContainsKey(caller.Context))
            {
                return; // It is over.
            }

            if (back is not null)
            {
                Forget(caller);
                caller.Flow = back;
                Index(caller);
            }
        }

        if (back is null)
        {
            caller.Context.LoseCaller();
            return;
        }

        caller.Context.MoveCaller(back);
        if (back.IsClosed)
        {
            OnClosed(back);
        }
    }

    private Flow? FlowOf(WatchedCaller caller) =>
        caller.CallId is not null
        && locations.Find(caller.DeviceId)?.Binding is { Flow: { IsClosed: false } flow } binding
        && flow.Protocol != TransportProtocol.Udp
        && string.Equals(binding.CallId, caller.CallId, StringComparison.Ordinal)
            ? flow
            : null;

    private void Index(WatchedCaller caller)
    {
        if (!_byFlow.TryGetValue(caller.Flow.Id, out var callers))
        {
            _byFlow[caller.Flow.Id] = callers = [];
        }

        callers.Add(caller);
    }

    private void Forget(WatchedCaller caller)
    {
        if (_byFlow.TryGetValue(caller.Flow.Id, out var callers) && callers.Remove(caller) && callers.Count == 0)
        {
            _byFlow.Remove(caller.Flow.Id);
        }
    }

    /// <param name="callId">Of the registration that the device had when it called; <c>null</c>: it was not registered over that connection.</param>
    private sealed class WatchedCaller(ResponseContext context, long deviceId, string? callId)
    {
        public ResponseContext Context => context;

        public long DeviceId => deviceId;

        public string? CallId => callId;

        public required Flow Flow { get; set; }

        /// <summary><c>null</c>: the connection stands.</summary>
        public ITimer? Timer { get; set; }
    }
}
