using System.Globalization;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Sip.Transport;

/// <summary>The To tag of a response that is sent without keeping state (RFC 3261, 8.2.7 and 8.2.6.2).</summary>
/// <remarks>The same request always gets the same tag, as a retransmission must; another process gives another one.</remarks>
internal static class StatelessTag
{
    public const int Length = 8;

    /// <summary>Writes <see cref="Length"/> bytes and gives them back.</summary>
    public static ReadOnlySpan<byte> Write(SipRequest request, Span<byte> destination)
    {
        var hash = default(HashCode);
        hash.AddBytes(request.CallId);
        hash.AddBytes(request.TopViaBytes);
        _ = hash.ToHashCode().TryFormat(destination, out var length, "x8", CultureInfo.InvariantCulture);
        return destination[..length];
    }
}
