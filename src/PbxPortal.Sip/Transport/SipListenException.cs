namespace PbxPortal.Sip.Transport;

/// <summary>Why the server cannot listen where it was told to, in words for the operator.</summary>
public sealed class SipListenException(SipListenEndPoint endPoint, string reason, Exception innerException)
    : Exception($"Cannot listen on {endPoint}: {reason}", innerException)
{
    public SipListenEndPoint EndPoint { get; } = endPoint;

    public string Reason { get; } = reason;
}
