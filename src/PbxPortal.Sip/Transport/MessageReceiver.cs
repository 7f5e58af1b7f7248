using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>Takes the bytes of one message from any transport: hands over what is well-formed, answers what is not.</summary>
/// <remarks>Thread-safe: it holds no state but counters.</remarks>
public sealed partial class MessageReceiver(ISipMessageHandler handler, TransportCounters counters, ILogger logger)
{
    /// <summary>
    /// What may be a message. A malformed request gets its 400 or 505 here, without state, if its topmost Via can be read; all
    /// else that is malformed is dropped and counted (RFC 3261, 8.2 and 16.3).
    /// </summary>
    public void Receive(ReadOnlySpan<byte> bytes, Flow flow)
    {
        var isWellFormed = SipParser.TryParse(bytes, out var message, out var error);
        if (error == SipParseError.Empty)
        {
            counters.CountKeepAlive();
        }
        else if (isWellFormed)
        {
            HandOver(message!, flow);
        }
        else
        {
            _ = RefuseAsync(message, error, flow);
        }
    }

    /// <summary>Refuses bytes of which the framing is already known to be wrong. Ends when the answer is on its way.</summary>
    internal Task<bool> RejectAsync(ReadOnlySpan<byte> bytes, SipParseError error, Flow flow)
    {
        _ = SipParser.TryParse(bytes, out var message, out _);
        return RefuseAsync(message, error, flow);
    }

    internal void CountKeepAlive() => counters.CountKeepAlive();

    internal void Close(Flow flow)
    {
        try
        {
            handler.OnClosed(flow);
        }
        catch (Exception exception)
        {
            counters.CountHandlerFailure();
            LogHandlerFailed(logger, flow.Remote, exception);
        }
    }

    /// <summary>The handler is not ours: what it throws must end neither a receive loop nor a connection.</summary>
    private void HandOver(SipMessage message, Flow flow)
    {
        try
        {
            if (message is SipRequest request)
            {
                counters.CountRequest();
                handler.OnRequest(request, flow);
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
            LogHandlerFailed(logger, flow.Remote, exception);
        }
    }

    private Task<bool> RefuseAsync(SipMessage? message, SipParseError error, Flow flow)
    {
        counters.CountMalformed();
        LogMalformed(logger, flow.Remote, error);
        var mayBeAnswered = MayBeAnswered(error, flow);
        Flow? target = null;
        MessageBuffer? answer = null;
        using (message)
        {
            if (mayBeAnswered && message is SipRequest request && IsAnswerable(request))
            {
                answer = WriteAnswer(request, error, flow);
                target = flow.ForResponseTo(request);
            }
        }

        return answer is null ? Task.FromResult(false) : target!.SendAsync(answer, CancellationToken.None).AsTask();
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
            LogHandlerFailed(logger, flow.Remote, exception);
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
            flow.Remote,
            SipParseErrors.StatusCodeOf(error),
            StatelessTag.Write(request, tag),
            SipParseErrors.ReasonPhraseOf(error)).End();
        return buffer;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Malformed message from {Remote}: {Error}.")]
    private static partial void LogMalformed(ILogger logger, System.Net.IPEndPoint remote, SipParseError error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The handler of a message from {Remote} failed.")]
    private static partial void LogHandlerFailed(ILogger logger, System.Net.IPEndPoint remote, Exception exception);
}
