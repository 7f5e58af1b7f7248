using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>A TCP connection of a phone, with TLS or without.</summary>
internal sealed class TcpPhoneSocket : PhoneSocket, ISipMessageHandler
{
    private TcpClientConnection? _connection;
    private volatile bool _isClosing; // Written by whoever disposes, read by the connection's loop.

    private TcpPhoneSocket()
    {
    }

    public override TransportProtocol Protocol => _connection!.Flow.Protocol;

    public override IPEndPoint Local => _connection!.Flow.Local;

    /// <exception cref="SocketException">The registrar does not take the connection.</exception>
    public static async Task<TcpPhoneSocket> ConnectAsync(PhoneOptions options, CancellationToken cancellationToken)
    {
        var phone = new TcpPhoneSocket();
        phone._connection = await TcpClientConnection.ConnectAsync(
            new IPEndPoint(options.Local.Address, 0),
            options.Registrar,
            ReceiverFor(phone),
            options.TimeProvider,
            NullLogger.Instance,
            cancellationToken);
        return phone;
    }

    /// <exception cref="SocketException">The registrar does not take the connection.</exception>
    /// <exception cref="PhoneSocketException">The handshake failed.</exception>
    public static async Task<TcpPhoneSocket> ConnectTlsAsync(PhoneOptions options, CancellationToken cancellationToken)
    {
        var phone = new TcpPhoneSocket();
        try
        {
            phone._connection = await TcpClientConnection.ConnectTlsAsync(
                TlsOptionsOf(options),
                new IPEndPoint(options.Local.Address, 0),
                options.Registrar,
                ReceiverFor(phone),
                options.TimeProvider,
                NullLogger.Instance,
                cancellationToken);
            return phone;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            throw new PhoneSocketException("The TLS handshake failed.", exception);
        }
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

    /// <summary>What a phone asks of the registrar's certificate.</summary>
    internal static SslClientAuthenticationOptions TlsOptionsOf(PhoneOptions options) => new()
    {
        TargetHost = options.ServerName,
        RemoteCertificateValidationCallback = (_, _, _, mistakes) => options.AcceptsAnyCertificate || mistakes == SslPolicyErrors.None,
    };

    private static MessageReceiver ReceiverFor(TcpPhoneSocket phone) => new(phone, new TransportCounters(), NullLogger.Instance);
}
