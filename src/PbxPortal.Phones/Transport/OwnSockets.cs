using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A socket for each phone, as in the field.</summary>
internal sealed class OwnSockets : IPhoneSockets
{
    public static OwnSockets Instance { get; } = new();

    public async ValueTask<PhoneSocket> TakeAsync(
        PhoneOptions options,
        TransportProtocol protocol,
        CancellationToken cancellationToken) => protocol switch
        {
            TransportProtocol.Udp => UdpPhoneSocket.Open(options),
            TransportProtocol.Tcp => await TcpPhoneSocket.ConnectAsync(options, cancellationToken),
            TransportProtocol.Tls => await TcpPhoneSocket.ConnectTlsAsync(options, cancellationToken),
            _ => await WebSocketPhoneSocket.ConnectAsync(options, protocol, cancellationToken),
        };

    public ValueTask GiveBackAsync(PhoneSocket socket) => socket.DisposeAsync();
}
