using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging;

namespace PbxPortal.Sip.Transport;

/// <summary>A connection of bytes, in which messages are framed by their Content-Length: TCP and TLS, by Kestrel or a socket.</summary>
/// <remarks>See <see cref="ConnectionFlow"/>.</remarks>
public sealed class StreamFlow : ConnectionFlow
{
    private static readonly byte[] Pong = [(byte)'\r', (byte)'\n'];

    private readonly IDuplexPipe _pipe;

    public StreamFlow(
        IDuplexPipe pipe,
        TransportProtocol protocol,
        IPEndPoint remote,
        IPEndPoint local,
        MessageReceiver receiver,
        TimeProvider timeProvider,
        ILogger logger,
        ConnectionPlace? place = null)
        : base(protocol, remote, local, receiver, timeProvider, logger, place) => _pipe = pipe;

    public override void ExpectKeepAlives(TimeSpan interval) => ExpectPings(interval);

    private protected override async ValueTask<bool> ReceiveAsync()
    {
        var result = await _pipe.Input.ReadAsync(CancellationToken.None);
        if (result.IsCanceled)
        {
            return false;
        }

        var mayGoOn = ReadFrames(result.Buffer, out var consumed, out var isAmidMessage, out var answer);
        _pipe.Input.AdvanceTo(result.Buffer.GetPosition(consumed), result.Buffer.End);
        NoteProgress(isAmidMessage, hasProgressed: consumed > 0);
        await answer;
        return mayGoOn && !result.IsCompleted;
    }

    private protected override async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        await _pipe.Output.WriteAsync(message, cancellationToken) is { IsCanceled: false, IsCompleted: false };

    private protected override void OnClosing()
    {
        try
        {
            _pipe.Input.CancelPendingRead();
            _pipe.Output.CancelPendingFlush();
        }
        catch (ObjectDisposedException)
        {
            return; // The other end hung up in the same moment, and the pipe is complete: nothing waits in it any more.
        }
    }

    private protected override async Task CompleteAsync()
    {
        await _pipe.Input.CompleteAsync();
        await StopSendingAsync();

        // With an exception the rest is thrown away; without one a peer that does not read would hold us here.
        await _pipe.Output.CompleteAsync(HasLostOutput ? new IOException("The peer has been cut off.") : null);
        AllowSending();
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
                TakePing();
            }
            else
            {
                Take(bytes.Slice(frame.Start, frame.Length), outbox);
            }

            consumed += frame.Consumed;
            bytes = bytes[frame.Consumed..];
            frame = StreamFramer.Read(bytes);
        }

        Receiver.EndBatch(outbox);
        MessageReceiver.Return(outbox);
        var isMalformed = frame.Kind == StreamFrameKind.Malformed;
        answer = isMalformed ? Receiver.RejectAsync(bytes.Slice(frame.Start, frame.Length), frame.Error, this)
            : hasPing ? SendAsync(Pong, CancellationToken.None).AsTask() // One pong tells the peer all that several pings ask.
            : Task.FromResult(true);
        consumed += frame.Consumed;
        isAmidMessage = !isMalformed && bytes.ContainsAnyExcept((byte)'\r', (byte)'\n');
        return !isMalformed;
    }
}
