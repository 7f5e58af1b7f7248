using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace PbxPortal.Sip.Transport;

/// <summary>A TCP connection that we open ourselves, as a phone does; with TLS over it, or without.</summary>
public sealed class TcpClientConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly StreamFlow _flow;

    private TcpClientConnection(
        Socket socket,
        Stream stream,
        TransportProtocol protocol,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        int? listeningPort = null)
    {
        _stream = stream;
        var local = (IPEndPoint)socket.LocalEndPoint!;
        _flow = new StreamFlow(
            new StreamPipe(_stream),
            protocol,
            (IPEndPoint)socket.RemoteEndPoint!,
            listeningPort is { } port ? new IPEndPoint(local.Address, port) : local,
            receiver,
            timeProvider,
            logger);
        Completion = _flow.RunAsync(CancellationToken.None);
    }

    public Flow Flow => _flow;

    /// <summary>Ends when the connection has.</summary>
    public Task Completion { get; }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static Task<TcpClientConnection> ConnectAsync(
        IPEndPoint remote,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var anywhere = remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        return ConnectAsync(new IPEndPoint(anywhere, 0), remote, receiver, timeProvider, logger, cancellationToken);
    }

    /// <summary>Connects from an address of the caller's choice; port 0 lets the system choose the port.</summary>
    /// <exception cref="SocketException">Nobody listens there, or the local address is not ours.</exception>
    public static async Task<TcpClientConnection> ConnectAsync(
        IPEndPoint local,
        IPEndPoint remote,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var socket = await OpenAsync(local, remote, cancellationToken);
        return Start(socket, receiver, timeProvider, logger);
    }

    /// <summary>Connects and shakes hands.</summary>
    /// <exception cref="SocketException">Nobody listens there, or the local address is not ours.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The handshake failed.</exception>
    /// <exception cref="IOException">The other end hung up in the middle of it.</exception>
    public static async Task<TcpClientConnection> ConnectTlsAsync(
        SslClientAuthenticationOptions options,
        IPEndPoint local,
        IPEndPoint remote,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var socket = await OpenAsync(local, remote, cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken);
            return new TcpClientConnection(socket, stream, TransportProtocol.Tls, receiver, timeProvider, logger);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Connects as a server does to another: the port that the flow says is ours is one on which we listen, so that the other end finds us
    /// when this connection is gone (RFC 3261, 18.1.1: the sent-by of a Via is where responses come when it is). The system looks whether
    /// the other end is there, as it may be silent for days.
    /// </summary>
    /// <param name="tls">Of a handshake; <c>null</c>: none.</param>
    /// <param name="remote">Who is called up.</param>
    /// <param name="listeningPort"><c>null</c>: we listen nowhere for this transport, and the connection is the only way back.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The handshake failed.</exception>
    /// <exception cref="IOException">The other end hung up in the middle of it.</exception>
    public static async Task<TcpClientConnection> DialAsync(
        SslClientAuthenticationOptions? tls,
        IPEndPoint remote,
        int? listeningPort,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var anywhere = remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        var socket = await OpenAsync(new IPEndPoint(anywhere, 0), remote, cancellationToken);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            LookAfter(socket);
            if (tls is null)
            {
                return new TcpClientConnection(socket, stream, TransportProtocol.Tcp, receiver, timeProvider, logger, listeningPort);
            }

            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(tls, cancellationToken);
            return new TcpClientConnection(socket, secured, TransportProtocol.Tls, receiver, timeProvider, logger, listeningPort);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _flow.Close();
        await Completion;
        await _stream.DisposeAsync();
    }

    internal static TcpClientConnection Start(
        Socket socket,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger) =>
        new(socket, new NetworkStream(socket, ownsSocket: true), TransportProtocol.Tcp, receiver, timeProvider, logger);

    /// <summary>One that has been silent for half a minute is asked whether it is there, and given up after half a minute more.</summary>
    private static void LookAfter(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private static async Task<Socket> OpenAsync(IPEndPoint local, IPEndPoint remote, CancellationToken cancellationToken)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(local);
            await socket.ConnectAsync(remote, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
