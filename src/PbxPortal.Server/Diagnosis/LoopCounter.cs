using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>
/// Tells the challenge that every phone gets now and then from one that gets it again and again, with the same Call-ID, and never comes further.
/// </summary>
/// <remarks>
/// Guarded by one lock for each of 64 parts of a table that never grows. Of two that meet in one place the later one takes it: a
/// flood can hide a loop while it lasts, and costs nothing. Nothing here is asked when a password is right.
/// </remarks>
internal sealed class LoopCounter(TimeProvider timeProvider)
{
    /// <summary>
    /// Phones that never remember a nonce are challenged once per refresh, every 30 seconds at most: four times in this while.
    /// </summary>
    public const int Suspicious = 6;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private const int Places = 8192;
    private const int Parts = 64;

    private readonly Place[] _places = new Place[Places];
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Parts).Select(_ => new Lock())];

    /// <summary>Notes a challenge to this request.</summary>
    /// <returns>How many challenges there were to other requests of this dialogue and this one within the window, when that is a loop; else 0.</returns>
    public int Count(SipRequest register, in PeerAddress peer)
    {
        var key = KeyOf(register, peer);
        var now = timeProvider.GetTimestamp();
        lock (GateOf(key))
        {
            ref var place = ref _places[key % Places];
            if (place.Key != key || timeProvider.GetElapsedTime(place.BeganAt, now) > Window)
            {
                place = new Place(key, now, register.CSeq.Number, 1);
                return 0;
            }

            if (place.CSeq == register.CSeq.Number)
            {
                return 0; // A retransmission: our answer is late, which is no loop.
            }

            place = place with { CSeq = register.CSeq.Number, Number = place.Number + 1 };
            return place.Number >= Suspicious ? place.Number : 0;
        }
    }

    /// <summary>The challenge was answered, rightly or not.</summary>
    public void Forget(SipRequest register, in PeerAddress peer)
    {
        var key = KeyOf(register, peer);
        lock (GateOf(key))
        {
            ref var place = ref _places[key % Places];
            if (place.Key == key)
            {
                place = default;
            }
        }
    }

    private Lock GateOf(ulong key) => _gates[key % Parts];

    private static ulong KeyOf(SipRequest register, in PeerAddress peer)
    {
        var hash = default(HashCode);
        hash.AddBytes(register.CallId);
        var callId = (uint)hash.ToHashCode();
        return ((ulong)callId << 32 | (uint)peer.WithPort(0).GetHashCode()) | 1; // Never 0, which an empty place has.
    }

    private readonly record struct Place(ulong Key, long BeganAt, uint CSeq, int Number);
}
