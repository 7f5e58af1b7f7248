using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace PbxPortal.Sip.Transport;

/// <summary>A connection, whatever carries it: TCP and TLS by Kestrel or a socket, WebSocket by ASP.NET Core.</summary>
/// <remarks>
/// Receiving is confined to the loop of <see cref="RunAsync"/>. Sending is guarded by one semaphore. What waits to be sent is
/// bounded in size and time: a peer that does not read is cut off, so that it cannot hold our memory.
/// </remarks>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Bindings keep a flow after its end and may still ask it to send; the semaphore holds no handle.")]
public sealed partial class StreamFlow : Flow
{
    /// <summary>64*T1, the time after which every transaction has given up (RFC 3261, 17): nobody waits for the rest.</summary>
    internal static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(32);

    internal static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    internal const int MaxUnsent = 1024 * 1024;

    private static readonly byte[] Pong = [(byte)'\r', (byte)'\n'];

    private static long _lastId;

    private readonly IDuplexPipe _pipe;
    private readonly MessageReceiver _receiver;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _sending = new(1);
    private long _unsent;
    private int _isClosed;
    private bool _isAmidMessage = true;
    private bool _hasLostOutput;

    public StreamFlow(
        IDuplexPipe pipe,
        TransportProtocol protocol,
        IPEndPoint remote,
        IPEndPoint local,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _pipe = pipe;
        _receiver = receiver;
        _timeProvider = timeProvider;
        _logger = logger;
        Protocol = protocol;
        Peer = PeerAddress.From(remote);
        Local = local;
    }

    public override long Id { get; } = Interlocked.Increment(ref _lastId);

    public override TransportProtocol Protocol { get; }

    public override PeerAddress Peer { get; }

    public override IPEndPoint Local { get; }

    public override bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Receives until the peer goes, <see cref="Close"/> is called or the token is cancelled; completes the pipe.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var cancellation = cancellationToken.Register(Close);
        await using var deadline = _timeProvider.CreateTimer(
            _ => Close(),
            state: null,
            MessageTimeout,
            Timeout.InfiniteTimeSpan);
        try
        {
            while (!IsClosed && await ReceiveAsync(deadline))
            {
            }
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            LogLost(_logger, Peer, exception.Message);
        }
        finally
        {
            Close();
            await CompleteAsync();
            _receiver.Close(this);
        }
    }

    public override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (Interlocked.Add(ref _unsent, message.Length) > MaxUnsent)
        {
            LogCutOff(_logger, Peer, MaxUnsent);
            Close();
        }

        try
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                return !IsClosed && await WriteAsync(message, cancellationToken);
            }
            finally
            {
                _sending.Release();
            }
        }
        finally
        {
            Interlocked.Add(ref _unsent, -message.Length);
        }
    }

    public override void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _pipe.Input.CancelPendingRead();
            _pipe.Output.CancelPendingFlush();
        }
    }

    private static bool IsConnectionLoss(Exception exception) =>
        exception is IOException
            or SocketException
            or OperationCanceledException
            or ObjectDisposedException
            or InvalidOperationException;

    /// <summary>Takes what has come; <c>false</c> when nothing more will.</summary>
    private async ValueTask<bool> ReceiveAsync(ITimer deadline)
    {
        var result = await _pipe.Input.ReadAsync(CancellationToken.None);
        if (result.IsCanceled)
        {
            return false;
        }

        var mayGoOn = ReadFrames(result.Buffer, out var consumed, out var isAmidMessage, out var answer);
        _pipe.Input.AdvanceTo(result.Buffer.GetPosition(consumed), result.Buffer.End);
        Expect(deadline, isAmidMessage, hasProgressed: consumed > 0);
        await answer;
        return mayGoOn && !result.IsCompleted;
    }

    /// <summary>A message that has begun must end in time, however its bytes trickle in; between messages nobody waits.</summary>
    private void Expect(ITimer deadline, bool isAmidMessage, bool hasProgressed)
    {
        if (isAmidMessage != _isAmidMessage || (isAmidMessage && hasProgressed))
        {
            _isAmidMessage = isAmidMessage;
            deadline.Change(isAmidMessage ? MessageTimeout : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private bool ReadFrames(
        in ReadOnlySequence<byte> buffer,
        out int consumed,
        out bool isAmidMessage,
        out Task<bool> answer)
    {
        if (buffer.IsSingleSegment)
        {
            return ReadFrames(buffer.FirstSpan, out consumed, out isAmidMessage, out answer);
        }

        // A message that lies across segments is put together; no more than a message and what came with it.
        var length = (int)buffer.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        buffer.CopyTo(bytes);
        var mayGoOn = ReadFrames(bytes.AsSpan(0, length), out consumed, out isAmidMessage, out answer);
        ArrayPool<byte>.Shared.Return(bytes);
        return mayGoOn;
    }

    /// <summary>Hands over every whole message. The answer is that to pings, or to what is malformed.</summary>
    private bool ReadFrames(ReadOnlySpan<byte> bytes, out int consumed, out bool isAmidMessage, out Task<bool> answer)
    {
        var outbox = MessageReceiver.RentOutbox();
        consumed = 0;
        var hasPing = false;
        var frame = StreamFramer.Read(bytes);
        while (frame.Kind is StreamFrameKind.Ping or StreamFrameKind.Message && !IsClosed)
        {
            if (frame.Kind == StreamFrameKind.Ping)
            {
                hasPing = true;
                _receiver.CountKeepAlive();
            }
            else
            {
                _receiver.Receive(bytes.Slice(frame.Start, frame.Length), this, outbox);
            }

            consumed += frame.Consumed;
            bytes = bytes[frame.Consumed..];
            frame = StreamFramer.Read(bytes);
        }

        _receiver.EndBatch(outbox);
        MessageReceiver.Return(outbox);
        var isMalformed = frame.Kind == StreamFrameKind.Malformed;
        answer = isMalformed ? _receiver.RejectAsync(bytes.Slice(frame.Start, frame.Length), frame.Error, this)
            : hasPing ? SendAsync(Pong, CancellationToken.None).AsTask() // One pong tells the peer all that several pings ask.
            : Task.FromResult(true);
        consumed += frame.Consumed;
        isAmidMessage = !isMalformed && bytes.ContainsAnyExcept((byte)'\r', (byte)'\n');
        return !isMalformed;
    }

    private async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var isSent = false;
        try
        {
            var flush = _pipe.Output.WriteAsync(message, cancellationToken);
            await using var timeout = flush.IsCompleted ? null : StartSendTimeout();
            isSent = await flush is { IsCanceled: false, IsCompleted: false };
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            LogLost(_logger, Peer, exception.Message);
        }

        if (!isSent)
        {
            // Part of the message may be out: nothing that follows could be framed.
            _hasLostOutput = true;
            Close();
        }

        return isSent;
    }

    private ITimer StartSendTimeout() =>
        _timeProvider.CreateTimer(_ => Close(), state: null, SendTimeout, Timeout.InfiniteTimeSpan);

    private async Task CompleteAsync()
    {
        await _pipe.Input.CompleteAsync();
        await _sending.WaitAsync(CancellationToken.None);

        // With an exception the rest is thrown away; without one a peer that does not read would hold us here.
        await _pipe.Output.CompleteAsync(_hasLostOutput ? new IOException("The peer has been cut off.") : null);
        _sending.Release();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Lost the connection to {Remote}: {Reason}")]
    private static partial void LogLost(ILogger logger, PeerAddress remote, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cut off {Remote}, which left more than {Limit} bytes unread.")]
    private static partial void LogCutOff(ILogger logger, PeerAddress remote, int limit);
}
