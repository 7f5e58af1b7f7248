using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A TCP connection of a phone.</summary>
internal sealed class TcpPhoneSocket : PhoneSocket
{
    private readonly IPEndPoint _registrar;
    private readonly SemaphoreSlim _sending = new(1, 1);

    private TcpPhoneSocket(Socket socket, IPEndPoint registrar)
        : base(socket)
    {
        _registrar = registrar;
    }

    public override TransportProtocol Protocol => TransportProtocol.Tcp;

    /// <exception cref="SocketException">The registrar does not take the connection.</exception>
    public static async Task<TcpPhoneSocket> ConnectAsync(IPAddress local, IPEndPoint registrar, CancellationToken cancellationToken)
    {
        var socket = new Socket(registrar.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            LocalPort.Bind(socket, local);
            await socket.ConnectAsync(registrar, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connected = new TcpPhoneSocket(socket, registrar);
        connected.StartReceiving();
        return connected;
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        // A send may take only a part; two senders would mix their messages.
        await _sending.WaitAsync(cancellationToken);
        try
        {
            for (var sent = 0; sent < message.Length;)
            {
                sent += await Socket.SendAsync(message[sent..], SocketFlags.None, cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    protected override void OnDisposed() => _sending.Dispose();

    protected override async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[2 * SipMessage.MaxLength];
        var length = 0;
        while (true)
        {
            var received = await Socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            if (received == 0)
            {
                return;
            }

            length += received;
            var taken = await TakeWholeMessagesAsync(buffer.AsMemory(0, length), cancellationToken);
            buffer.AsSpan(taken, length - taken).CopyTo(buffer);
            length -= taken;
            if (length == buffer.Length)
            {
                return; // No message is as long as this; what comes is not SIP.
            }
        }
    }

    private async Task<int> TakeWholeMessagesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var taken = 0;
        while (TryFindEnd(bytes.Span[taken..], out var length))
        {
            await TakeAsync(bytes.Slice(taken, length), _registrar, cancellationToken);
            taken += length;
        }

        return taken;
    }

    /// <summary>A message on a stream ends where its Content-Length says (18.3). Empty lines between messages are keep-alives.</summary>
    private static bool TryFindEnd(ReadOnlySpan<byte> bytes, out int length)
    {
        var lineBreaks = bytes.Length - bytes.TrimStart("\r\n"u8).Length;
        var headersEnd = bytes[lineBreaks..].IndexOf("\r\n\r\n"u8);
        if (headersEnd < 0)
        {
            length = 0;
            return false;
        }

        length = lineBreaks + headersEnd + 4;
        _ = SipParser.TryParse(bytes[..length], out var head, out _);
        if (head is not null
            && int.TryParse(head.Find(HeaderName.ContentLength), NumberStyles.None, CultureInfo.InvariantCulture, out var body))
        {
            length += body;
        }

        head?.Dispose();
        return length <= bytes.Length;
    }
}
