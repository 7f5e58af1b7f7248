using System.Runtime.InteropServices;

namespace PbxPortal.Server.Authentication;

/// <summary>Remembers how far each nonce has been used, so that nobody uses a phone's answer a second time.</summary>
/// <remarks>
/// Guarded by one lock, held for two dictionary operations. Only a right answer makes an entry, and two generations are swapped
/// once per lifetime, so the memory is bounded by the phones that registered within two lifetimes.
/// </remarks>
public sealed class NonceLedger(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private Dictionary<ulong, NonceUse> _current = [];
    private Dictionary<ulong, NonceUse> _previous = [];
    private long _swappedAt = timeProvider.GetTimestamp();

    /// <summary>Notes a use that has proved to be right. <c>false</c>: the count was used before, and by another request.</summary>
    /// <param name="nonce">What <see cref="Nonces.IsFresh"/> tells it from all others by.</param>
    /// <param name="use">
    /// The count and what identifies the request. A retransmission repeats both and passes, for it must get the same answer
    /// again; the same count in another request is a replay.
    /// </param>
    public bool TryUse(ulong nonce, NonceUse use)
    {
        lock (_gate)
        {
            Swap();
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_current, nonce, out var exists);
            if (!exists && _previous.Remove(nonce, out var earlier))
            {
                known = earlier;
                exists = true;
            }

            if (exists && !use.MayFollow(known))
            {
                return false;
            }

            known = use;
            return true;
        }
    }

    private void Swap()
    {
        if (timeProvider.GetElapsedTime(_swappedAt) > Nonces.Lifetime)
        {
            (_previous, _current) = (_current, []);
            _swappedAt = timeProvider.GetTimestamp();
        }
    }
}
