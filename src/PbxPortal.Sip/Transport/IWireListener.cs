namespace PbxPortal.Sip.Transport;

/// <summary>Hears every message that goes over the wire, whatever carries it. Owned here, implemented by whoever traces.</summary>
/// <remarks>
/// Called on the threads that receive and send: it must neither block nor throw, and the bytes are the caller's. Keep-alives,
/// which are no messages, may come too where they share the way of messages.
/// </remarks>
public interface IWireListener
{
    /// <summary>Bytes that may be a message, as they came.</summary>
    void OnReceived(ReadOnlySpan<byte> message, Flow flow);

    /// <summary>A message of ours that has been handed to the system, or is just about to be.</summary>
    void OnSent(ReadOnlySpan<byte> message, Flow flow);
}
