using System.Buffers.Binary;
using System.Buffers.Text;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server;

/// <summary>The To tag of our responses (RFC 3261, 8.2.6.2), the same for every repeat of a request, so that nothing need be remembered.</summary>
/// <remarks>
/// Immutable. 8.2.7: a stateless server must give the same tag to a retransmission. 19.3 asks for 32 random bits that nobody can
/// guess: without the key nobody can tell the hash of a Call-ID.
/// </remarks>
internal static class ToTag
{
    /// <summary>Characters.</summary>
    public const int Length = 11;

    private static readonly SipHash Hash = SipHash.WithRandomKey();

    public static void Of(SipRequest request, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(hash, Hash.Compute(request.CallId));
        _ = Base64Url.EncodeToUtf8(hash, tag, out _, out _);
    }
}
