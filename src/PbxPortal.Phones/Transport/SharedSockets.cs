using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A few UDP sockets for many phones, in turn, so that a load run does not need a socket for each.</summary>
/// <remarks>
/// Guarded by one lock. Connections are not shared: a registrar takes a connection for one device. Two phones of one user would
/// have the same contact when they share a socket, so a fleet with shared sockets has one phone per user.
/// </remarks>
internal sealed class SharedSockets(int most) : IPhoneSockets, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<UdpPhoneSocket> _sockets = [];
    private int _next;

    public ValueTask<PhoneSocket> TakeAsync(PhoneOptions options, TransportProtocol protocol, CancellationToken cancellationToken) =>
        protocol == TransportProtocol.Udp
            ? ValueTask.FromResult<PhoneSocket>(Take(options))
            : OwnSockets.Instance.TakeAsync(options, protocol, cancellationToken);

    public ValueTask GiveBackAsync(PhoneSocket socket) =>
        socket.Protocol == TransportProtocol.Udp ? ValueTask.CompletedTask : OwnSockets.Instance.GiveBackAsync(socket);

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }
    }

    private UdpPhoneSocket Take(PhoneOptions options)
    {
        lock (_lock)
        {
            if (_sockets.Count < most)
            {
                _sockets.Add(UdpPhoneSocket.Open(options));
            }

            return _sockets[_next++ % _sockets.Count];
        }
    }
}
