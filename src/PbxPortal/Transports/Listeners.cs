using System.Collections.Immutable;
using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Transports;

/// <summary>Where phones are heard, with the ports that the system chose where port 0 was asked for.</summary>
/// <remarks>Guarded by one lock; filled while the server starts.</remarks>
internal sealed class Listeners
{
    private readonly Lock _lock = new();
    private ImmutableArray<(TransportProtocol Protocol, Func<IPEndPoint> EndPoint)> _all = [];

    /// <param name="protocol">What is spoken there.</param>
    /// <param name="endPoint">Asked each time, for a port is known only when it is bound.</param>
    public void Add(TransportProtocol protocol, Func<IPEndPoint> endPoint)
    {
        lock (_lock)
        {
            _all = _all.Add((protocol, endPoint));
        }
    }

    public ImmutableArray<(TransportProtocol Protocol, IPEndPoint EndPoint)> Read()
    {
        lock (_lock)
        {
            return [.. _all.Select(listener => (listener.Protocol, listener.EndPoint()))];
        }
    }

    /// <summary>The first that speaks this; <c>null</c>: none does.</summary>
    public IPEndPoint? Find(TransportProtocol protocol) =>
        Read().Where(listener => listener.Protocol == protocol).Select(listener => listener.EndPoint).FirstOrDefault();
}
