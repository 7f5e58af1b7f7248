using Microsoft.Extensions.Logging;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server;

/// <summary>Takes every message from the transports and hands it to the chapter that answers it.</summary>
/// <remarks>Immutable but for its counters.</remarks>
public sealed partial class SipServer(Registrar registrar, ILogger<SipServer> logger, CancellationToken stopping = default) : ISipMessageHandler
{
    private static ReadOnlySpan<byte> AllowedMethods => "REGISTER, OPTIONS"u8;

    /// <summary>The one switch over the method.</summary>
    public void OnRequest(SipRequest request, Flow flow)
    {
        var answering = request.Method switch
        {
            SipMethod.Register => registrar.HandleAsync(request, flow, stopping),
            SipMethod.Options => AnswerOptionsAsync(request, flow),
            SipMethod.Ack => Drop(request), // Never answered (17).
            _ => RefuseMethodAsync(request, flow),
        };
        if (!answering.IsCompletedSuccessfully)
        {
            _ = GuardAsync(answering, flow);
        }
    }

    private static Task Drop(SipRequest request)
    {
        request.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>What we can do (11.2); the answer does not depend on who asks.</summary>
    private async Task AnswerOptionsAsync(SipRequest request, Flow flow)
    {
        using (request)
        using (var buffer = MessageBuffer.Rent())
        {
            if (request.Contains(HeaderName.Require))
            {
                Begin(buffer, request, flow, StatusCode.BadExtension)
                    .Header(HeaderName.Unsupported, request.Find(HeaderName.Require))
                    .End();
            }
            else if (!SipUri.TryParse(request.RequestUri, out var uri) || uri.Scheme is not (UriScheme.Sip or UriScheme.Sips))
            {
                Begin(buffer, request, flow, StatusCode.UnsupportedUriScheme).End();
            }
            else
            {
                Begin(buffer, request, flow, StatusCode.Ok)
                    .Header(HeaderName.Allow, AllowedMethods)
                    .Header(HeaderName.Accept, "application/sdp"u8)
                    .Header(HeaderName.AcceptEncoding, "identity"u8)
                    .Header(HeaderName.AcceptLanguage, "en"u8)
                    .Header(HeaderName.Supported, ""u8)
                    .End();
            }

            await flow.ForResponseTo(request).SendAsync(buffer.WrittenMemory, stopping);
        }
    }

    /// <summary>405 with what is allowed (8.2.1); calls come with the proxy.</summary>
    private async Task RefuseMethodAsync(SipRequest request, Flow flow)
    {
        using (request)
        using (var buffer = MessageBuffer.Rent())
        {
            Begin(buffer, request, flow, StatusCode.MethodNotAllowed).Header(HeaderName.Allow, AllowedMethods).End();
            await flow.ForResponseTo(request).SendAsync(buffer.WrittenMemory, stopping);
        }
    }

    private static SipWriter Begin(MessageBuffer buffer, SipRequest request, Flow flow, int statusCode)
    {
        Span<byte> tag = stackalloc byte[ToTag.Length];
        ToTag.Of(request, tag);
        return ResponseWriter.Begin(buffer, request, flow.Remote, statusCode, tag);
    }

    /// <summary>The single place where an unexpected failure of a request ends: logged once, and the server goes on.</summary>
    private async Task GuardAsync(Task answering, Flow flow)
    {
        try
        {
            await answering;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(logger, flow.Remote);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception, flow.Remote);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A request from {Remote} was not answered because the server is stopping.")]
    private static partial void LogStopped(ILogger logger, System.Net.IPEndPoint remote);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request from {Remote} could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception, System.Net.IPEndPoint remote);
}
