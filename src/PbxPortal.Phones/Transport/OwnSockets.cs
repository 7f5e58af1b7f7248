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
            _ => throw new NotSupportedException($"Simulated phones do not speak {protocol}."),
        };

    public ValueTask GiveBackAsync(PhoneSocket socket) => socket.DisposeAsync();
}
