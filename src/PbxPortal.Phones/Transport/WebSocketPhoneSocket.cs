using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transport;

/// <summary>The WebSocket of a phone that is a page in a browser (RFC 7118).</summary>
internal sealed class WebSocketPhoneSocket : PhoneSocket, ISipMessageHandler
{
    private readonly SocketsHttpHandler _http;
    private readonly HttpMessageInvoker _invoker;
    private WebSocketFlow? _flow;
    private Task _running = Task.CompletedTask;
    private IPEndPoint? _local;
    private volatile bool _isClosing; // Written by whoever disposes, read by the connection's loop.

    private WebSocketPhoneSocket(PhoneOptions options)
    {
        _http = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, cancellationToken) => OpenAsync(options, cancellationToken),
            SslOptions = TcpPhoneSocket.TlsOptionsOf(options),
        };
        _invoker = new HttpMessageInvoker(_http);
    }

    public override TransportProtocol Protocol => _flow!.Protocol;

    public override IPEndPoint Local => _flow!.Local;

    /// <exception cref="PhoneSocketException">The registrar does not take the connection.</exception>
    public static async Task<WebSocketPhoneSocket> ConnectAsync(
        PhoneOptions options,
        TransportProtocol protocol,
        CancellationToken cancellationToken)
    {
        var phone = new WebSocketPhoneSocket(options);
        var webSocket = new ClientWebSocket();
        webSocket.Options.AddSubProtocol("sip");
        try
        {
            var scheme = protocol == TransportProtocol.Wss ? "wss" : "ws";
            await webSocket.ConnectAsync(new Uri($"{scheme}://{options.Registrar}/sip"), phone._invoker, cancellationToken);
            phone.Start(webSocket, protocol, options);
            return phone;
        }
        catch (WebSocketException exception)
        {
            webSocket.Dispose();
            await phone.DisposeAsync();
            throw new PhoneSocketException("The registrar did not take the WebSocket.", exception);
        }
    }

    public override ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _flow!.SendAsync(message, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        _isClosing = true;
        _flow?.Close();
        await _running;
        _invoker.Dispose();
        _http.Dispose();
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

    private async ValueTask<Stream> OpenAsync(PhoneOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(options.Registrar.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(options.Local.Address, 0));
            await socket.ConnectAsync(options.Registrar, cancellationToken);
            _local = (IPEndPoint)socket.LocalEndPoint!;
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Start(ClientWebSocket webSocket, TransportProtocol protocol, PhoneOptions options)
    {
        _flow = new WebSocketFlow(
            webSocket,
            protocol,
            options.Registrar,
            _local!,
            new MessageReceiver(this, new TransportCounters(), NullLogger.Instance),
            options.TimeProvider,
            NullLogger.Instance);
        _running = _flow.RunAsync(CancellationToken.None);
    }
}
