namespace PbxPortal.Server.Authentication;

/// <summary>The nonces of a <see cref="NonceLedger"/> whose keys begin alike: those of this era and those of the one before.</summary>
/// <remarks>
/// Guarded by the ledger's lock. It looks at the era when it is used, so no moment has to clear all shards at once. A value for the
/// reason of <see cref="NonceTable"/>.
/// </remarks>
internal struct NonceShard
{
    private NonceTable _current;
    private NonceTable _previous;
    private long _era;

    /// <param name="nonce">See <see cref="NonceLedger.TryUse"/>.</param>
    /// <param name="use">See there.</param>
    /// <param name="era">The one that it is now.</param>
    /// <param name="isOfThisEra">The nonce was not made before that era, so that the one before cannot know it.</param>
    public bool TryUse(ulong nonce, in NonceUse use, long era, bool isOfThisEra = false)
    {
        Enter(era);
        isOfThisEra &= era == _era; // Whoever read the clock earlier and comes later finds his own era among the previous.
        ref var known = ref _current.FindOrAdd(nonce, out var exists);
        if (!exists && !isOfThisEra && _previous.TryFind(nonce, out var earlier))
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

    private void Enter(long era)
    {
        if (era <= _era)
        {
            return; // Less: another thread, which read the clock later, came before.
        }

        if (era > _era + 1)
        {
            _current.Clear(); // Nobody came for a whole era.
        }

        (_previous, _current) = (_current, _previous);
        _current.Clear();
        _era = era;
    }
}
