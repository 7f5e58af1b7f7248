using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A TCP connection of a phone.</summary>
internal sealed class TcpPhoneSocket : PhoneSocket, ISipMessageHandler
{
    private TcpClientConnection? _connection;
    private volatile bool _isClosing; // Written by whoever disposes, read by the connection's loop.

    private TcpPhoneSocket()
    {
    }

    public override TransportProtocol Protocol => TransportProtocol.Tcp;

    public override IPEndPoint Local => _connection!.Flow.Local;

    /// <exception cref="SocketException">The registrar does not take the connection.</exception>
    public static async Task<TcpPhoneSocket> ConnectAsync(PhoneOptions options, CancellationToken cancellationToken)
    {
        var phone = new TcpPhoneSocket();
        phone._connection = await TcpClientConnection.ConnectAsync(
            new IPEndPoint(options.Local.Address, 0),
            options.Registrar,
            new MessageReceiver(phone, new TransportCounters(), NullLogger.Instance),
            options.TimeProvider,
            NullLogger.Instance,
            cancellationToken);
        return phone;
    }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _connection!.Flow.SendAsync(message, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _connection!.DisposeAsync();
    }

    void ISipMessageHandler.OnRequest(SipRequest request, Flow flow, Outbox outbox) => _ = AnswerAsync(request, flow.Remote);

    void ISipMessageHandler.OnResponse(SipResponse response, Flow flow) => Give(response);

    void ISipMessageHandler.OnClosed(Flow flow)
    {
        if (!_isClosing)
        {
            NoteClosedByPeer();
        }
    }
}
