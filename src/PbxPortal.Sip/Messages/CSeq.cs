namespace PbxPortal.Sip.Messages;

/// <summary>The order of a request within its Call-ID, and its method (RFC 3261, 20.16).</summary>
public readonly ref struct CSeq
{
    private CSeq(uint number, ReadOnlySpan<byte> methodBytes)
    {
        Number = number;
        MethodBytes = methodBytes;
    }

    public uint Number { get; }

    public ReadOnlySpan<byte> MethodBytes { get; }

    public SipMethod Method => SipMethodNames.Parse(MethodBytes);

    /// <summary>
    /// CSeq = 1*DIGIT LWS Method. The number must be below 2^31 when a client chooses it (8.1.1.5); up to 2^32-1 it is taken
    /// from others, as it can be held and compared.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out CSeq cSeq)
    {
        var end = value.IndexOfAny(LinearWhiteSpace.Bytes);
        if (end > 0 && Grammar.TryParseNumber(value[..end], out var number))
        {
            var method = value[end..].TrimLwsStart();
            cSeq = new CSeq(number, method);
            return Grammar.IsToken(method);
        }

        cSeq = default;
        return false;
    }
}
