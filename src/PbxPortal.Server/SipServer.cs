using Microsoft.Extensions.Logging;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>Takes every message from the transports and hands it to the chapter that answers it.</summary>
/// <remarks>Immutable but for the token that ends it.</remarks>
public sealed partial class SipServer(Registrar registrar, ILogger<SipServer> logger) : ISipMessageHandler, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    private static ReadOnlySpan<byte> AllowedMethods => "REGISTER, OPTIONS"u8;

    public void OnRequest(SipRequest request, Flow flow, Outbox outbox) => _ = AnswerAsync(request, flow);

    /// <summary>Requests that still wait for a commit are left unanswered; their phones ask again.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    /// <summary>The one switch over the method, and the one place where an unexpected failure ends: logged once, answered 500.</summary>
    private async Task AnswerAsync(SipRequest request, Flow flow)
    {
        using (request)
        {
            try
            {
                await (request.Method switch
                {
                    SipMethod.Register => registrar.HandleAsync(request, flow, _stopping.Token),
                    SipMethod.Options => AnswerOptionsAsync(request, flow),
                    SipMethod.Ack => Task.CompletedTask, // Never answered (17).
                    _ => RefuseMethodAsync(request, flow),
                });
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                LogStopped(logger, flow.Remote);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(logger, exception, flow.Remote, request.CSeq.Number);
                await SendAsync(request, flow, static (buffer, about, from) => Begin(buffer, about, from, StatusCode.ServerInternalError).End());
            }
        }
    }

    /// <summary>What we can do (11.2); the answer does not depend on who asks.</summary>
    private Task AnswerOptionsAsync(SipRequest request, Flow flow) => SendAsync(request, flow, static (buffer, options, from) =>
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
    });

    /// <summary>405 with what is allowed (8.2.1); calls come with the proxy.</summary>
    private Task RefuseMethodAsync(SipRequest request, Flow flow) => SendAsync(
        request,
        flow,
        static (buffer, refused, from) =>
            Begin(buffer, refused, from, StatusCode.MethodNotAllowed).Header(HeaderName.Allow, AllowedMethods).End());

    private async Task SendAsync(SipRequest request, Flow flow, Action<MessageBuffer, SipRequest, Flow> write)
    {
        using var buffer = MessageBuffer.Rent();
        write(buffer, request, flow);
        await flow.ForResponseTo(request).SendAsync(buffer.WrittenMemory, _stopping.Token);
    }

    private static SipWriter Begin(MessageBuffer buffer, SipRequest request, Flow flow, int statusCode)
    {
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(request, tag);
        return ResponseWriter.Begin(buffer, request, flow.Peer, statusCode, tag);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A request from {Remote} was not answered because the server is stopping.")]
    private static partial void LogStopped(ILogger logger, System.Net.IPEndPoint remote);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request from {Remote} (CSeq {CSeq}) could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, System.Net.IPEndPoint remote, uint cSeq);
}
