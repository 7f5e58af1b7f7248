namespace PbxPortal.Sip.Messages;

/// <summary>A request as it came from the wire (RFC 3261, 7.1).</summary>
public sealed class SipRequest : SipMessage
{
    /// <summary>As many as may wait for one commit when all phones come at once.</summary>
    private static readonly MessagePool<SipRequest> Pool = new(() => new SipRequest(), capacity: 4096);

    private int _methodLength;
    private Range _requestUri;

    private SipRequest()
    {
    }

    public SipMethod Method { get; private set; }

    /// <summary>The method as it stands on the wire, known or not.</summary>
    public ReadOnlySpan<byte> MethodBytes => Bytes[.._methodLength];

    public ReadOnlySpan<byte> RequestUri => Bytes[_requestUri];

    internal static SipRequest Rent(ReadOnlySpan<byte> bytes)
    {
        var request = Pool.Rent();
        request.Load(bytes);
        return request;
    }

    internal void SetRequestLine(int methodLength, Range requestUri)
    {
        _methodLength = methodLength;
        _requestUri = requestUri;
        Method = SipMethodNames.Parse(MethodBytes);
    }

    private protected override void Reset()
    {
        base.Reset();
        Method = SipMethod.Unknown;
        _methodLength = 0;
        _requestUri = default;
    }

    private protected override void Return() => Pool.Return(this);
}
