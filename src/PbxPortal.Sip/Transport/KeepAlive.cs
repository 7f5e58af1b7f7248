namespace PbxPortal.Sip.Transport;

/// <summary>Tells what phones send to keep a NAT open from what they want to say.</summary>
internal static class KeepAlive
{
    /// <summary>The magic cookie of STUN, which RFC 5626 has for UDP (RFC 5389, 6).</summary>
    private static ReadOnlySpan<byte> StunCookie => [0x21, 0x12, 0xA4, 0x42];

    /// <summary>
    /// Line breaks (RFC 5626, 3.5.1), a few NULs, or four letters: no message is that short, and no phone should be banned
    /// for it. STUN too, of which a request gets its answer.
    /// </summary>
    public static bool IsDatagram(ReadOnlySpan<byte> datagram) =>
        datagram.Length <= 4
        || !datagram.ContainsAnyExcept("\r\n\0 "u8)
        || (datagram.Length >= 20 && datagram[0] <= 1 && datagram[4..8].SequenceEqual(StunCookie));
}
