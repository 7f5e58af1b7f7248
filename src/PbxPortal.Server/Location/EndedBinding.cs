using System.Runtime.CompilerServices;

namespace PbxPortal.Server.Location;

/// <summary>The last request of a binding that has ended, so that a REGISTER still on its way cannot bring it back.</summary>
/// <remarks>
/// Immutable. Of the Call-ID the hash is kept that differs from process to process: it tells the phone's own requests apart and nobody else's. It is
/// the runtime's, which is compiled ahead: a start after a long stop makes hundreds of thousands of them.
/// </remarks>
public readonly record struct EndedBinding
{
    private readonly int _callId;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Into LocationTransaction.Ended, which is optimised from the start.
    public EndedBinding(ReadOnlySpan<byte> callId, uint cSeq, long until)
    {
        _callId = HashOf(callId);
        CSeq = cSeq;
        Until = until;
    }

    /// <summary>Of that request.</summary>
    public uint CSeq { get; }

    /// <summary>
    /// Until when it counts, in milliseconds on the monotonic clock: a REGISTER cannot be longer on its way than its nonce lives, and
    /// a phone that counts from 1 again after a restart must not be shut out for ever.
    /// </summary>
    public long Until { get; }

    /// <summary>Whether the request had this Call-ID.</summary>
    public bool IsOf(ReadOnlySpan<byte> callId) => _callId == HashOf(callId);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(ReadOnlySpan<byte> callId)
    {
        var hash = default(HashCode);
        hash.AddBytes(callId);
        return hash.ToHashCode();
    }
}
