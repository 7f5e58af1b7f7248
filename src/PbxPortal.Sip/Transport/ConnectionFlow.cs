using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace PbxPortal.Sip.Transport;

/// <summary>A connection, whatever carries it and whoever opened it.</summary>
/// <remarks>
/// Receiving is confined to the loop of <see cref="RunAsync"/>. Sending is guarded by one semaphore. What waits to be sent is
/// bounded in size and time: a peer that does not read is cut off, so that it cannot hold our memory.
/// </remarks>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Bindings keep a flow after its end and may still ask it to send; the semaphore holds no handle.")]
public abstract partial class ConnectionFlow : Flow
{
    internal static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    internal const int MaxUnsent = 1024 * 1024;

    private static long _lastId;

    private readonly ConnectionPlace? _place;
    private readonly ConnectionDeadlines _deadlines;
    private readonly SemaphoreSlim _sending = new(1);
    private long _unsent;
    private int _isClosed;

    /// <param name="protocol">What carries it.</param>
    /// <param name="remote">Who is at the other end.</param>
    /// <param name="local">Our end.</param>
    /// <param name="receiver">Takes the messages.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">For what ends it.</param>
    /// <param name="place">The place of a connection that was accepted; <c>null</c>: one that we opened, which has no limits.</param>
    private protected ConnectionFlow(
        TransportProtocol protocol,
        IPEndPoint remote,
        IPEndPoint local,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        ConnectionPlace? place)
    {
        Protocol = protocol;
        Peer = PeerAddress.From(remote);
        Local = local;
        Receiver = receiver;
        TimeProvider = timeProvider;
        Logger = logger;
        _place = place;
        _deadlines = new ConnectionDeadlines(
            place?.Limits ?? ConnectionLimits.None, place?.EnteredAt ?? timeProvider.GetTimestamp(), timeProvider, OnMissed);
    }

    public sealed override long Id { get; } = Interlocked.Increment(ref _lastId);

    public sealed override TransportProtocol Protocol { get; }

    public sealed override PeerAddress Peer { get; }

    public sealed override IPEndPoint Local { get; }

    public sealed override bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    private protected MessageReceiver Receiver { get; }

    private protected TimeProvider TimeProvider { get; }

    private protected ILogger Logger { get; }

    /// <summary>Receives until the peer goes, <see cref="Close"/> is called or the token is cancelled; then ends the connection.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var cancellation = cancellationToken.Register(Close);
        try
        {
            while (!IsClosed && await ReceiveAsync())
            {
            }
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            LogLost(Logger, Peer, exception.Message);
        }
        finally
        {
            Close();
            _deadlines.Dispose();
            Receiver.Close(this); // First: what depends on the connection must not wait for its polite end.
            await CompleteAsync();
        }
    }

    public sealed override async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (Interlocked.Add(ref _unsent, message.Length) > MaxUnsent)
        {
            LogCutOff(Logger, Peer, MaxUnsent);
            CutOff();
        }

        try
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                return !IsClosed && await TryWriteAsync(message, cancellationToken);
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

    public sealed override void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            OnClosing();
        }
    }

    public sealed override void MarkAuthenticated()
    {
        if (_deadlines.NoteProof())
        {
            _place?.MarkProved();
        }
    }

    public sealed override void Hold() => _deadlines.NoteHold(+1);

    public sealed override void Release() => _deadlines.NoteHold(-1);

    /// <summary>Line breaks that keep the connection alive (RFC 5626, 3.5.1).</summary>
    private protected void TakePing()
    {
        _deadlines.NotePing();
        Receiver.CountKeepAlive();
    }

    private protected void ExpectPings(TimeSpan interval) => _deadlines.ExpectPings(interval);

    private protected static bool IsConnectionLoss(Exception exception) =>
        exception is IOException
            or SocketException
            or WebSocketException
            or OperationCanceledException
            or ObjectDisposedException
            or InvalidOperationException;

    /// <summary>Takes what has come; <c>false</c> when nothing more will.</summary>
    private protected abstract ValueTask<bool> ReceiveAsync();

    /// <summary>Starts to write; one write at a time. Gives whether the peer still took it.</summary>
    private protected abstract ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Wakes whoever receives or sends; called once.</summary>
    private protected abstract void OnClosing();

    /// <summary>Ends what carries the connection, after the receiving loop.</summary>
    private protected abstract Task CompleteAsync();

    /// <summary>Takes a whole message.</summary>
    private protected void Take(ReadOnlySpan<byte> message, Outbox outbox)
    {
        _deadlines.NoteMessage();
        Receiver.Receive(message, this, outbox);
    }

    private protected void NoteProgress(bool isAmidMessage, bool hasProgressed) => _deadlines.Note(isAmidMessage, hasProgressed);

    /// <summary>For the end of the connection: waits until nobody writes, and lets nobody write afterwards.</summary>
    private protected Task StopSendingAsync() => _sending.WaitAsync(CancellationToken.None);

    private protected void AllowSending() => _sending.Release();

    private void OnMissed(ConnectionTrouble trouble)
    {
        if (!IsClosed)
        {
            _place?.Report(trouble);
            Close();
        }
    }

    private void CutOff()
    {
        if (!IsClosed)
        {
            _place?.Report(ConnectionTrouble.ReadsTooSlowly);
            Close();
        }
    }

    private async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var isSent = false;
        try
        {
            var write = WriteAsync(message, cancellationToken);
            await using var timeout = write.IsCompleted ? null : StartSendTimeout();
            isSent = await write;
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            LogLost(Logger, Peer, exception.Message);
        }

        if (!isSent)
        {
            // Part of the message may be out: nothing that follows could be framed.
            HasLostOutput = true;
            Close();
        }
        else
        {
            Receiver.Tap.Listener?.OnSent(message.Span, this);
        }

        return isSent;
    }

    /// <summary>Whether a message may be out in part only.</summary>
    private protected bool HasLostOutput { get; private set; }

    private ITimer StartSendTimeout() =>
        TimeProvider.CreateTimer(_ => CutOff(), state: null, SendTimeout, Timeout.InfiniteTimeSpan);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Lost the connection to {Remote}: {Reason}")]
    private static partial void LogLost(ILogger logger, PeerAddress remote, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cut off {Remote}, which left more than {Limit} bytes unread.")]
    private static partial void LogCutOff(ILogger logger, PeerAddress remote, int limit);
}
