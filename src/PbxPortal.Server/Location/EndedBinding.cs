using PbxPortal.Sip.Authentication;

namespace PbxPortal.Server.Location;

/// <summary>The last request of a binding that has ended, so that a REGISTER still on its way cannot bring it back.</summary>
/// <remarks>Immutable. Of the Call-ID a keyed hash is kept: nobody but the same phone need be told by it.</remarks>
public readonly record struct EndedBinding
{
    private static readonly SipHash Hash = SipHash.WithRandomKey();
    private readonly ulong _callId;

    public EndedBinding(ReadOnlySpan<byte> callId, uint cSeq, long until)
    {
        _callId = Hash.Compute(callId);
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
    public bool IsOf(ReadOnlySpan<byte> callId) => _callId == Hash.Compute(callId);
}
