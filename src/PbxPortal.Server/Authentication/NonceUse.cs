namespace PbxPortal.Server.Authentication;

/// <summary>One use of a nonce.</summary>
/// <param name="Count">The nonce count; 0 from a phone without qop, which counts nothing.</param>
/// <param name="Dialogue">A hash of the source and the Call-ID: without a count, only the registration that began with the nonce may go on with it.</param>
/// <param name="Request">A hash of the source, Call-ID, CSeq, response, User-Agent, To, Expires and contacts: tells a retransmission from a replay.</param>
public readonly record struct NonceUse(uint Count, int Dialogue, int Request)
{
    public bool MayFollow(NonceUse earlier) =>
        Request == earlier.Request
        || (Count == 0 ? earlier.Count == 0 && Dialogue == earlier.Dialogue : Count > earlier.Count);
}
