namespace PbxPortal.Server.Authentication;

/// <summary>The nonces of a <see cref="NonceLedger"/> whose keys begin alike: those of this era and those of the one before.</summary>
/// <remarks>Guarded by the ledger's lock. It looks at the era when it is used, so no moment has to clear all shards at once.</remarks>
internal sealed class NonceShard
{
    private NonceTable _current = new();
    private NonceTable _previous = new();
    private long _era;

    public bool TryUse(ulong nonce, in NonceUse use, long era)
    {
        Enter(era);
        ref var known = ref _current.FindOrAdd(nonce, out var exists);
        if (!exists && _previous.TryFind(nonce, out var earlier))
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
