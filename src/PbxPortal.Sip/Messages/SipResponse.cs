namespace PbxPortal.Sip.Messages;

/// <summary>A response as it came from the wire (RFC 3261, 7.2).</summary>
public sealed class SipResponse : SipMessage
{
    private static readonly MessagePool<SipResponse> Pool = new(() => new SipResponse(), capacity: 256);

    private Range _reasonPhrase;

    private SipResponse()
    {
    }

    /// <summary>100 to 699.</summary>
    public int StatusCode { get; private set; }

    public ReadOnlySpan<byte> ReasonPhrase => Bytes[_reasonPhrase];

    internal static SipResponse Rent(ReadOnlySpan<byte> bytes)
    {
        var response = Pool.Rent();
        response.Load(bytes);
        return response;
    }

    internal void SetStatusLine(int statusCode, Range reasonPhrase)
    {
        StatusCode = statusCode;
        _reasonPhrase = reasonPhrase;
    }

    private protected override void Reset()
    {
        base.Reset();
        StatusCode = 0;
        _reasonPhrase = default;
    }

    private protected override void Return() => Pool.Return(this);
}
