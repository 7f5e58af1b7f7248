using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A UDP port of a phone. It is not connected, so that a registrar that is away for a moment raises no error.</summary>
/// <remarks>Receives on an asynchronous loop, because hundreds of phones have hundreds of sockets and few threads.</remarks>
internal sealed class UdpPhoneSocket : PhoneSocket
{
    private readonly Socket _socket;
    private readonly IPEndPoint _registrar;
    private readonly Task _receiving;

    private UdpPhoneSocket(Socket socket, IPEndPoint registrar)
    {
        _socket = socket;
        _registrar = registrar;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        _receiving = ReceiveAsync();
    }

    public override TransportProtocol Protocol => TransportProtocol.Udp;

    public override IPEndPoint Local { get; }

    /// <summary>On the port that is wished for; when somebody has it already, on another one.</summary>
    /// <exception cref="SocketException">The address is not ours.</exception>
    public static UdpPhoneSocket Open(PhoneOptions options)
    {
        try
        {
            return Bind(options.Local, options.Registrar);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return Bind(new IPEndPoint(options.Local.Address, 0), options.Registrar);
        }
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendToAsync(message, SocketFlags.None, _registrar, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving;
    }

    private static UdpPhoneSocket Bind(IPEndPoint local, IPEndPoint registrar)
    {
        var socket = new Socket(registrar.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(local);
            return new UdpPhoneSocket(socket, registrar);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[SipMessage.MaxLength];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, _registrar);
                await TakeAsync(buffer.AsMemory(0, received.ReceivedBytes), (IPEndPoint)received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The phone has closed its socket.
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> datagram, IPEndPoint from)
    {
        var isWellFormed = SipParser.TryParse(datagram.Span, out var message, out _);
        if (isWellFormed && message is SipResponse response)
        {
            Give(response);
        }
        else if (isWellFormed && message is SipRequest request)
        {
            await AnswerAsync(request, from);
        }
        else
        {
            message?.Dispose();
        }
    }
}
