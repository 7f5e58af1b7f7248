using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>Takes the bytes of one message from any transport: hands over what is well-formed, answers what is not.</summary>
/// <remarks>Thread-safe: it holds no state but counters. An outbox stays with the thread that brings it.</remarks>
public sealed partial class MessageReceiver(
    ISipMessageHandler handler, TransportCounters counters, ILogger logger, WireTap? tap = null)
{
    private static readonly MessagePool<Outbox> Outboxes = new(() => new Outbox(), capacity: 64);

    /// <summary>Who hears the messages of all transports that this one receives for, in both directions.</summary>
    internal WireTap Tap { get; } = tap ?? new WireTap();

    /// <summary>What may be a message, and came alone.</summary>
    public void Receive(ReadOnlySpan<byte> bytes, Flow flow)
    {
        var outbox = RentOutbox();
        Receive(bytes, flow, outbox);
        EndBatch(outbox);
        Return(outbox);
    }

    /// <summary>
    /// What may be a message. A malformed request gets its 400 or 505 here, without state, if its topmost Via can be read; all
    /// else that is malformed is dropped and counted (RFC 3261, 8.2 and 16.3).
    /// </summary>
    public void Receive(ReadOnlySpan<byte> bytes, Flow flow, Outbox outbox)
    {
        Tap.Listener?.OnReceived(bytes, flow);
        var isWellFormed = SipParser.TryParse(bytes, out var message, out var error);
        if (error == SipParseError.Empty)
        {
            counters.CountKeepAlive();
        }
        else if (isWellFormed)
        {
            HandOver(message!, flow, outbox);
        }
        else
        {
            Refuse(message, error, flow, outbox);
        }
    }

    /// <summary>What came in together has been received: the handler may hand on what it has collected, then all is sent.</summary>
    public void EndBatch(Outbox outbox)
    {
        try
        {
            handler.OnBatchEnd();
        }
        catch (Exception exception)
        {
            counters.CountHandlerFailure();
            LogBatchFailed(logger, exception);
        }

        try
        {
            outbox.Flush();
        }
        catch (Exception exception)
        {
            // What cannot be sent must not end the loop that receives.
            counters.CountHandlerFailure();
            LogBatchFailed(logger, exception);
        }
    }

    /// <summary>For a connection, which has no thread and so no outbox of its own.</summary>
    internal static Outbox RentOutbox() => Outboxes.Rent();

    internal static void Return(Outbox outbox) => Outboxes.Return(outbox);

    /// <summary>Refuses bytes of which the framing is already known to be wrong. Ends when the answer is on its way.</summary>
    internal Task<bool> RejectAsync(ReadOnlySpan<byte> bytes, SipParseError error, Flow flow)
    {
        Tap.Listener?.OnReceived(bytes, flow);
        _ = SipParser.TryParse(bytes, out var message, out _);
        return TryWriteRefusal(message, error, flow, out var target, out var answer)
            ? target.SendAsync(answer, CancellationToken.None).AsTask()
            : Task.FromResult(false);
    }

    internal void CountKeepAlive() => counters.CountKeepAlive();

    internal void CountStun() => counters.CountStun();

    internal void Close(Flow flow)
    {
        try
        {
            handler.OnClosed(flow);
        }
        catch (Exception exception)
        {
            counters.CountHandlerFailure();
            LogHandlerFailed(logger, flow.Peer, exception);
        }
    }

    /// <summary>The handler is not ours: what it throws must end neither a receive loop nor a connection.</summary>
    private void HandOver(SipMessage message, Flow flow, Outbox outbox)
    {
        try
        {
            if (message is SipRequest request)
            {
                counters.CountRequest();
                handler.OnRequest(request, flow, outbox);
            }
            else
            {
                counters.CountResponse();
                handler.OnResponse((SipResponse)message, flow);
            }
        }
        catch (Exception exception)
        {
            counters.CountHandlerFailure();
            LogHandlerFailed(logger, flow.Peer, exception);
        }
    }

    private void Refuse(SipMessage? message, SipParseError error, Flow flow, Outbox outbox)
    {
        if (TryWriteRefusal(message, error, flow, out var target, out var answer))
        {
            outbox.Add(target, answer);
        }
    }

    private bool TryWriteRefusal(
        SipMessage? message,
        SipParseError error,
        Flow flow,
        [NotNullWhen(true)] out Flow? target,
        [NotNullWhen(true)] out MessageBuffer? answer)
    {
        counters.CountMalformed();
        LogMalformed(logger, flow.Peer, error);
        var mayBeAnswered = MayBeAnswered(error, flow);
        target = null;
        answer = null;
        using (message)
        {
            if (mayBeAnswered && message is SipRequest request && IsAnswerable(request))
            {
                answer = WriteAnswer(request, error, flow);
                target = flow.ForResponseTo(request);
                return true;
            }
        }

        return false;
    }

    private bool MayBeAnswered(SipParseError error, Flow flow)
    {
        try
        {
            return handler.OnMalformed(error, flow);
        }
        catch (Exception exception)
        {
            counters.CountHandlerFailure();
            LogHandlerFailed(logger, flow.Peer, exception);
            return false;
        }
    }

    /// <summary>An ACK is never answered (17.1.1.3); without a readable Via nobody could take the answer for his.</summary>
    private static bool IsAnswerable(SipRequest request) => request.Method != SipMethod.Ack && !request.TopVia.Host.IsEmpty;

    private MessageBuffer WriteAnswer(SipRequest request, SipParseError error, Flow flow)
    {
        counters.CountMalformedAnswered();
        Span<byte> tag = stackalloc byte[StatelessTag.Length];
        var buffer = MessageBuffer.Rent();
        ResponseWriter.Begin(
            buffer,
            request,
            flow.Peer,
            SipParseErrors.StatusCodeOf(error),
            StatelessTag.Write(request, tag),
            SipParseErrors.ReasonPhraseOf(error)).End();
        return buffer;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Malformed message from {Remote}: {Error}.")]
    private static partial void LogMalformed(ILogger logger, PeerAddress remote, SipParseError error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of a message from {Remote} failed.")]
    private static partial void LogHandlerFailed(ILogger logger, PeerAddress remote, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler failed at the end of a batch.")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception);
}
