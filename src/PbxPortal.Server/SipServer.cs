using Microsoft.Extensions.Logging;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Proxying;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Subscriptions;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>Takes every message from the transports and hands it to the chapter that answers it.</summary>
/// <remarks>Immutable.</remarks>
public sealed partial class SipServer(
    AdmissionGate admission, Registrar registrar, Notifier notifier, Proxy proxy, TransactionLayer transactions, ILogger<SipServer> logger)
    : ISipMessageHandler
{
    private static ReadOnlySpan<byte> AllowedMethods =>
        "REGISTER, OPTIONS, SUBSCRIBE, INVITE, ACK, CANCEL, BYE, INFO, UPDATE, PRACK, NOTIFY, MESSAGE, REFER"u8;

    /// <summary>The one switch over the method.</summary>
    public void OnRequest(SipRequest request, Flow flow, Outbox outbox)
    {
        if (!admission.Admits(request, flow, outbox))
        {
            return;
        }

        switch (request.Method)
        {
            case SipMethod.Register:
                registrar.Handle(request, flow, outbox);
                break;
            case SipMethod.Invite or SipMethod.Bye or SipMethod.Info or SipMethod.Update or SipMethod.Prack
                or SipMethod.Notify or SipMethod.Message or SipMethod.Refer:
                proxy.Handle(request, flow, outbox);
                break;
            case SipMethod.Ack:
                proxy.HandleAck(request, flow, outbox);
                break;
            case SipMethod.Cancel:
                proxy.HandleCancel(request, flow, outbox);
                break;
            default:
                OnOtherRequest(request, flow, outbox);
                break;
        }
    }

    /// <summary>To the request of ours that it answers.</summary>
    public void OnResponse(SipResponse response, Flow flow) => transactions.OnResponse(response);

    /// <summary>A banned address gets no 400 either.</summary>
    public bool OnMalformed(SipParseError parseError, Flow flow) => admission.Admits(flow);

    public void OnBatchEnd() => registrar.OnBatchEnd();

    public void OnClosed(Flow flow)
    {
        proxy.OnClosed(flow);
        registrar.OnClosed(flow);
    }

    /// <summary>Methods that are for us, unless they belong to a dialog of two others; a proxy need not know them (16.1).</summary>
    private void OnOtherRequest(SipRequest request, Flow flow, Outbox outbox)
    {
        if (proxy.IsOfDialog(request, flow))
        {
            proxy.Handle(request, flow, outbox);
            return;
        }

        switch (request.Method)
        {
            case SipMethod.Subscribe:
                notifier.Handle(request, flow, outbox);
                break;
            case SipMethod.Options:
                Answer(request, flow, outbox, WriteOptions);
                break;
            case SipMethod.Unknown:
                Answer(request, flow, outbox, WriteNotImplemented);
                break;
            default:
                Answer(request, flow, outbox, WriteMethodNotAllowed);
                break;
        }
    }

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
                .Header(HeaderName.Supported, "path, outbound, gruu"u8)
                .Header(HeaderName.AllowEvents, SubscribeResponses.AllowedEvents)
                .End();
        }
    }

    /// <summary>405 with what is allowed (8.2.1).</summary>
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
