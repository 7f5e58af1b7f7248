namespace PbxPortal.Sip.Transport;

/// <summary>Whoever put a message into an <see cref="Outbox"/> and wants to know when it could not be sent.</summary>
internal interface IMessageSender
{
    /// <summary>The system did not take the datagram. Told when the outbox is flushed, with no lock of anybody held; it must not throw.</summary>
    void OnNotSent();
}
