using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip;

/// <summary>Answers every request with 200 OK.</summary>
internal sealed class AnsweringHandler : ISipMessageHandler
{
    public void OnRequest(SipRequest request, Flow flow, Outbox outbox)
    {
        using (request)
        {
            var buffer = MessageBuffer.Rent();
            ResponseWriter.Begin(buffer, request, flow.Peer, StatusCode.Ok, "t"u8).End();
            outbox.Add(flow.ForResponseTo(request), buffer);
        }
    }
}
