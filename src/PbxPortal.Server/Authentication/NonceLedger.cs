namespace PbxPortal.Server.Authentication;

/// <summary>Remembers how far each nonce has been used, so that nobody uses a phone's answer a second time.</summary>
/// <remarks>
/// Guarded by one lock, held for two look-ups. Only a right answer makes an entry, and each is forgotten once its nonce is too old
/// to be used, so the memory is bounded by the phones that registered within two lifetimes.
/// </remarks>
public sealed class NonceLedger(TimeProvider timeProvider)
{
    /// <summary>
    /// So many that the tables of a million phones stay small objects: large ones are moved by no collection, and a table that grows
    /// leaves a hole among them at each step.
    /// </summary>
    private const int ShardBits = 10;

    /// <summary>A little longer than a nonce lives, whose age is counted in whole milliseconds.</summary>
    private static readonly TimeSpan Era = Nonces.Lifetime + TimeSpan.FromSeconds(1);

    /// <summary>Of an age, which is the difference of two whole milliseconds.</summary>
    private static readonly TimeSpan Uncertainty = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly NonceShard[] _shards = new NonceShard[1 << ShardBits];
    private readonly long _origin = timeProvider.GetTimestamp();

    /// <summary>Notes a use that has proved to be right. <c>false</c>: the count was used before, and by another request.</summary>
    /// <param name="nonce">What <see cref="Nonces.IsFresh"/> tells it from all others by.</param>
    /// <param name="use">
    /// The count and what identifies the request. A retransmission repeats both and passes, for it must get the same answer
    /// again; the same count in another request is a replay.
    /// </param>
    /// <param name="age">How old the nonce is; <c>null</c>: not known.</param>
    public bool TryUse(ulong nonce, NonceUse use, TimeSpan? age = null)
    {
        var (era, ticks) = Math.DivRem(timeProvider.GetElapsedTime(_origin).Ticks, Era.Ticks);
        var isOfThisEra = age?.Ticks < ticks - Uncertainty.Ticks;
        lock (_gate)
        {
            return _shards[nonce >> (64 - ShardBits)].TryUse(nonce, use, era, isOfThisEra);
        }
    }
}
