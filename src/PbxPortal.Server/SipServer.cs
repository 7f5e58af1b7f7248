using Microsoft.Extensions.Logging;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>Takes every message from the transports and hands it to the chapter that answers it.</summary>
/// <remarks>Immutable.</remarks>
public sealed partial class SipServer(Registrar registrar, ILogger<SipServer> logger) : ISipMessageHandler
{
    private static ReadOnlySpan<byte> AllowedMethods => "REGISTER, OPTIONS"u8;

    /// <summary>The one switch over the method.</summary>
    public void OnRequest(SipRequest request, Flow flow, Outbox outbox)
    {
        switch (request.Method)
        {
            case SipMethod.Register:
                registrar.Handle(request, flow, outbox);
                break;
            case SipMethod.Options:
                Answer(request, flow, outbox, WriteOptions);
                break;
            case SipMethod.Ack:
                request.Dispose(); // Never answered (17).
                break;
            case SipMethod.Unknown:
                Answer(request, flow, outbox, WriteNotImplemented);
                break;
            default:
                Answer(request, flow, outbox, WriteMethodNotAllowed);
                break;
        }
    }

    public void OnBatchEnd() => registrar.OnBatchEnd();

    private void Answer(SipRequest request, Flow flow, Outbox outbox, Action<MessageBuffer, SipRequest, Flow> write)
    {
        using (request)
        {
            var buffer = MessageBuffer.Rent();
            try
            {
                write(buffer, request, flow);
            }
#pragma warning disable CA1031 // A failure of ours costs this one request, is answered 500 and ends nothing.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception, flow.Peer, request.CSeq.Number);
                buffer.Clear();
                Begin(buffer, request, flow, StatusCode.ServerInternalError).End();
            }

            outbox.Add(flow.ForResponseTo(request), buffer);
        }
    }

    /// <summary>What we can do (11.2); the answer does not depend on who asks.</summary>
    private static void WriteOptions(MessageBuffer buffer, SipRequest options, Flow from)
    {
        if (options.Contains(HeaderName.Require))
        {
            var writer = Begin(buffer, options, from, StatusCode.BadExtension);
            foreach (var required in options.EnumerateRows(HeaderName.Require))
            {
                writer.Header(HeaderName.Unsupported, required);
            }

            writer.End();
        }
        else if (!SipUri.TryParse(options.RequestUri, out var uri) || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
        {
            Begin(buffer, options, from, StatusCode.UnsupportedUriScheme).End();
        }
        else
        {
            Begin(buffer, options, from, StatusCode.Ok)
                .Header(HeaderName.Allow, AllowedMethods)
                .Header(HeaderName.Accept, "application/sdp"u8)
                .Header(HeaderName.AcceptEncoding, "identity"u8)
                .Header(HeaderName.AcceptLanguage, "en"u8)
                .Header(HeaderName.Supported, ""u8)
                .End();
        }
    }

    /// <summary>405 with what is allowed (8.2.1); calls come with the proxy.</summary>
    private static void WriteMethodNotAllowed(MessageBuffer buffer, SipRequest refused, Flow from) =>
        Begin(buffer, refused, from, StatusCode.MethodNotAllowed).Header(HeaderName.Allow, AllowedMethods).End();

    /// <summary>501 for a method that nobody here has heard of (21.5.2).</summary>
    private static void WriteNotImplemented(MessageBuffer buffer, SipRequest refused, Flow from) =>
        Begin(buffer, refused, from, StatusCode.NotImplemented).Header(HeaderName.Allow, AllowedMethods).End();

    private static SipWriter Begin(MessageBuffer buffer, SipRequest request, Flow flow, int statusCode)
    {
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(request, tag);
        return ResponseWriter.Begin(buffer, request, flow.Peer, statusCode, tag);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request from {Peer} (CSeq {CSeq}) could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, PeerAddress peer, uint cSeq);
}
