using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>What the layer above does with messages. Owned here, implemented by the server and by simulated phones.</summary>
/// <remarks>
/// Called on the receiving thread of a socket or the loop of a connection, which waits until the call returns: do not block.
/// What a handler throws is logged and ends nothing.
/// </remarks>
public interface ISipMessageHandler
{
    /// <summary>
    /// A well-formed request. The handler owns it and disposes it when done. What it answers at once goes into the outbox,
    /// which belongs to the caller and may not be kept.
    /// </summary>
    void OnRequest(SipRequest request, Flow flow, Outbox outbox);

    /// <summary>A well-formed response. The handler owns it; a server that sent no request drops it (RFC 3261, 18.1.2).</summary>
    void OnResponse(SipResponse response, Flow flow) => response.Dispose();

    /// <summary>
    /// Bytes that are no message. Gives whether a request among them may be answered with the stateless 400 or 505 that this
    /// layer writes itself; <c>false</c> keeps silent, for instance towards a banned address.
    /// </summary>
    bool OnMalformed(SipParseError parseError, Flow flow) => true;

    /// <summary>
    /// No more messages are at hand on this thread. The moment to hand on what has been collected; the outbox is flushed right
    /// after.
    /// </summary>
    void OnBatchEnd()
    {
    }

    /// <summary>A connection has ended. Never called for UDP.</summary>
    void OnClosed(Flow flow)
    {
    }
}
