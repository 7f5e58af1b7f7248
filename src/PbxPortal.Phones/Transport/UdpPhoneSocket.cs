using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A UDP port of a phone. It is not connected, so that a registrar that is away for a moment raises no error.</summary>
internal sealed class UdpPhoneSocket : PhoneSocket
{
    private readonly IPEndPoint _registrar;

    private UdpPhoneSocket(Socket socket, IPEndPoint registrar)
        : base(socket)
    {
        _registrar = registrar;
    }

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public static UdpPhoneSocket Open(IPAddress local, IPEndPoint registrar)
    {
        var socket = new Socket(registrar.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        LocalPort.Bind(socket, local);
        var opened = new UdpPhoneSocket(socket, registrar);
        opened.StartReceiving();
        return opened;
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await Socket.SendToAsync(message, SocketFlags.None, _registrar, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    protected override async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[ushort.MaxValue];
        while (!cancellationToken.IsCancellationRequested)
        {
            var received = await Socket.ReceiveFromAsync(buffer, SocketFlags.None, _registrar, cancellationToken);
            await TakeAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint, cancellationToken);
        }
    }
}
