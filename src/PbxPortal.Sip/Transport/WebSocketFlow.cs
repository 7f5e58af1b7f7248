using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text.Unicode;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>A WebSocket: every message of it is one SIP message, so that nothing has to be framed (RFC 7118, 5).</summary>
/// <remarks>See <see cref="ConnectionFlow"/>. While nobody speaks it holds no buffer.</remarks>
public sealed class WebSocketFlow : ConnectionFlow
{
    /// <summary>How long the peer may take to answer the closing frame.</summary>
    internal static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private const int FirstLength = 4096;

    private static readonly byte[] Pong = [(byte)'\r', (byte)'\n'];

    private readonly WebSocket _webSocket;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;
    private Task _closing = Task.CompletedTask;

    public WebSocketFlow(
        WebSocket webSocket,
        TransportProtocol protocol,
        IPEndPoint remote,
        IPEndPoint local,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        ConnectionPlace? place = null)
        : base(protocol, remote, local, receiver, timeProvider, logger, place) => _webSocket = webSocket;

    private protected override async ValueTask<bool> ReceiveAsync()
    {
        NoteProgress(isAmidMessage: false, hasProgressed: true);
        var frame = await _webSocket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None); // Waits without a buffer.
        if (frame.MessageType == WebSocketMessageType.Close)
        {
            return false;
        }

        NoteProgress(isAmidMessage: true, hasProgressed: true);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstLength);
        try
        {
            var length = 0;
            while (!frame.EndOfMessage)
            {
                buffer = length < buffer.Length ? buffer : Grow(buffer);
                frame = await _webSocket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += frame.Count;
                if (length > SipMessage.MaxLength)
                {
                    return await RejectAsync(buffer.AsMemory(0, SipMessage.MaxLength));
                }
            }

            return await TakeAsync(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Text, as all implementations read it, unless a byte of the message is no UTF-8: then the whole message is binary
    /// (RFC 7118, 5).
    /// </summary>
    private protected override async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var type = Utf8.IsValid(message.Span) ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        await _webSocket.SendAsync(message, type, endOfMessage: true, cancellationToken);
        return true;
    }

    /// <summary>Says that we close, and leaves the peer a moment to say the same; whoever receives wakes by that or by the end.</summary>
    private protected override void OnClosing() => _closing = CloseAsync();

    private protected override async Task CompleteAsync()
    {
        _ended.TrySetResult();
        await _closing;
        _webSocket.Dispose();
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>A message, or line breaks that keep the connection alive (RFC 7118, 6; RFC 5626, 3.5.1).</summary>
    private ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (message.Span.ContainsAnyExcept((byte)'\r', (byte)'\n'))
        {
            var outbox = MessageReceiver.RentOutbox();
            Take(message.Span, outbox);
            Receiver.EndBatch(outbox);
            MessageReceiver.Return(outbox);
            return ValueTask.FromResult(true);
        }

        Receiver.CountKeepAlive();
        return message.Length < 2 * Pong.Length ? ValueTask.FromResult(true) : SendAsync(Pong, CancellationToken.None);
    }

    private async ValueTask<bool> RejectAsync(ReadOnlyMemory<byte> begun)
    {
        await Receiver.RejectAsync(begun.Span, SipParseError.MessageTooLarge, this);
        _closeStatus = WebSocketCloseStatus.MessageTooBig;
        return false;
    }

    private async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(CloseTimeout, TimeProvider);
        try
        {
            await StopSendingAsync().WaitAsync(patience.Token);
            try
            {
                await _webSocket.CloseOutputAsync(_closeStatus, statusDescription: null, patience.Token);
            }
            finally
            {
                AllowSending();
            }

            await _ended.Task.WaitAsync(patience.Token);
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            _webSocket.Abort(); // Gone already, or too slow to say goodbye.
        }
    }
}
