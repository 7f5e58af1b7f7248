using System.Buffers.Text;
using System.Security.Cryptography;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server;

/// <summary>The To tag of our responses (RFC 3261, 8.2.6.2), the same for every repeat of a request, so that nothing need be remembered.</summary>
/// <remarks>Immutable. 8.2.7: a stateless server must give the same tag to a retransmission.</remarks>
internal static class ToTag
{
    /// <summary>Characters.</summary>
    public const int Length = 16;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static void Of(SipRequest request, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var callId = request.CallId;
        HMACSHA256.HashData(Key, callId, hash);
        _ = Base64Url.EncodeToUtf8(hash[..(Length * 3 / 4)], tag, out _, out _);
    }
}
