using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Transport.Linux;

namespace PbxPortal.Sip.Transport;

/// <summary>One UDP socket: a thread that takes datagrams, and the way for answers to go out (RFC 3261, 18).</summary>
/// <remarks>
/// Receiving blocks a thread of its own, which wakes no other thread, as an asynchronous receive does, and takes many datagrams
/// with one system call where the system can. The cache of flows and the outbox are confined to that thread; sending is
/// thread-safe, as the socket is.
/// </remarks>
public sealed partial class UdpTransport : IAsyncDisposable
{
    /// <summary>A registration storm waits in the kernel instead of being lost; the kernel cuts it to what it allows.</summary>
    private const int ReceiveBufferLength = 8 * 1024 * 1024;

    private const int SendBufferLength = 2 * 1024 * 1024;

    /// <summary>A power of two. One slot per hash, the newest wins: a flow holds nothing, so a lost one is made again.</summary>
    private const int FlowCacheLength = 131_072;

    private static int _count;

    private readonly Socket _socket;
    private readonly MessageReceiver _receiver;
    private readonly ILogger _logger;
    private readonly UdpFlow?[] _flows = new UdpFlow?[FlowCacheLength];
    private readonly Outbox _outbox = new();
    private readonly Action<string> _onSendFailure;
    private readonly ManualResetEventSlim _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    private UdpTransport(Socket socket, MessageReceiver receiver, ILogger logger, bool usesBatches)
    {
        _socket = socket;
        _receiver = receiver;
        _logger = logger;
        _onSendFailure = reason => LogSendFailed(_logger, LocalEndPoint!, reason);
        UsesBatches = usesBatches;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Number = Interlocked.Increment(ref _count);
    }

    /// <summary>With the port that the system chose when port 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>
    /// How many datagrams were lost since the socket was bound, because they found it full, modulo 2^32; <c>null</c>: the system does
    /// not say, or the socket is closed.
    /// </summary>
    public uint? Dropped => SocketCalls.DroppedBy(_socket);

    internal int Number { get; }

    /// <summary>Whether many datagrams go through one system call.</summary>
    internal bool UsesBatches { get; }

    internal bool IsClosed => _closing.IsSet;

    internal WireTap Tap => _receiver.Tap;

    /// <summary>Takes the port. What comes in waits until <see cref="Start"/>.</summary>
    /// <exception cref="SipListenException">The port is taken, or the address is not ours.</exception>
    public static UdpTransport Bind(SipListenEndPoint endPoint, MessageReceiver receiver, ILogger logger) =>
        Bind(endPoint, receiver, logger, SocketCalls.AreAvailable);

    /// <param name="usesBatches">Also <c>false</c> on Linux, for a test of the way that the other systems take.</param>
    internal static UdpTransport Bind(SipListenEndPoint endPoint, MessageReceiver receiver, ILogger logger, bool usesBatches)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(endPoint.Protocol, TransportProtocol.Udp, nameof(endPoint));
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.Address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            {
                ReceiveBufferSize = ReceiveBufferLength,
                SendBufferSize = SendBufferLength,
            };
            if (endPoint.Address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false; // IPv4 has a listen line and a socket of its own.
            }

            socket.Bind(endPoint.ToIPEndPoint());
            return new UdpTransport(socket, receiver, logger, usesBatches);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new SipListenException(endPoint, SocketErrorText.Of(exception.SocketErrorCode), exception);
        }
    }

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = $"udp {LocalEndPoint}" };
        _thread.Start();
    }

    /// <summary>The flow from this socket to an address, for requests that we send.</summary>
    public Flow FlowTo(IPEndPoint remote) => FlowTo(PeerAddress.From(remote));

    public Flow FlowTo(PeerAddress peer) => new UdpFlow(this, peer);

    /// <summary>
    /// Closes the socket and waits for the thread. Closing shuts the socket down until no call holds its handle any more, which
    /// wakes a receive that waits.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsSet)
        {
            return;
        }

        _closing.Set();
        _socket.Dispose();
        if (_thread is not null)
        {
            await _ended.Task;
        }
    }

    internal bool TrySend(ReadOnlySpan<byte> datagram, in PeerAddress peer)
    {
        try
        {
            return UsesBatches
                ? SocketCalls.TrySend(_socket.SafeHandle, datagram, peer, _onSendFailure)
                : _socket.SendTo(datagram, SocketFlags.None, peer.ToSocketAddress()) == datagram.Length;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            LogSendFailed(_logger, LocalEndPoint, exception.Message);
            return false;
        }
    }

    /// <param name="batch">Empty afterwards.</param>
    /// <param name="failed">Gets the senders of what could not be sent.</param>
    internal void Send(SendBatch batch, List<IMessageSender> failed)
    {
        try
        {
            batch.Send(_socket.SafeHandle, _onSendFailure, failed);
        }
        catch (ObjectDisposedException exception)
        {
            LogSendFailed(_logger, LocalEndPoint, exception.Message);
        }
    }

    private void Run()
    {
        _outbox.ServeThread();
        using (IDatagramReceiver datagrams = UsesBatches ? new BatchReceiver(_socket) : new SingleReceiver(_socket))
        {
            Receive(datagrams);
        }

        _ended.SetResult();
    }

    private void Receive(IDatagramReceiver datagrams)
    {
        var failures = 0;
        while (!_closing.IsSet)
        {
            try
            {
                var count = datagrams.Receive();
                failures = 0;
                for (var index = 0; index < count && !_closing.IsSet; index++)
                {
                    Receive(datagrams.Datagram(index, out var source), source);
                }

                _receiver.EndBatch(_outbox);
            }
            catch (SocketException exception) when (!_closing.IsSet)
            {
                // An unreachable peer may be reported here; it says nothing about the next datagram. Only a socket that
                // fails again and again is given a rest, so that it does not take a core.
                LogReceiveFailed(_logger, LocalEndPoint, exception.Message);
                _closing.Wait(failures++ < 3 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                break;
            }
        }
    }

    private void Receive(ReadOnlySpan<byte> datagram, in PeerAddress source)
    {
        if (KeepAlive.IsDatagram(datagram))
        {
            _receiver.CountKeepAlive();
            AnswerStun(datagram, source);
        }
        else
        {
            _receiver.Receive(datagram, FlowOf(source), _outbox);
        }
    }

    private void AnswerStun(ReadOnlySpan<byte> datagram, in PeerAddress source)
    {
        Span<byte> answer = stackalloc byte[StunBinding.MaxAnswerLength];
        var length = StunBinding.Answer(datagram, source, answer);
        if (length > 0)
        {
            _receiver.CountStun();
            _ = TrySend(answer[..length], source);
        }
    }

    private UdpFlow FlowOf(in PeerAddress source)
    {
        ref var slot = ref _flows[source.GetHashCode() & (FlowCacheLength - 1)];
        if (slot is null || slot.Peer != source)
        {
            slot = new UdpFlow(this, source);
        }

        return slot;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not send from {Local}: {Reason}")]
    private static partial void LogSendFailed(ILogger logger, IPEndPoint local, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Could not receive on {Local}: {Reason}")]
    private static partial void LogReceiveFailed(ILogger logger, IPEndPoint local, string reason);
}
