namespace PbxPortal.Server.Subscriptions;

/// <summary>The state of one user as one subscriber hears of it.</summary>
/// <remarks>Guarded by the lock of the <see cref="SubscriptionKeeper"/>.</remarks>
internal abstract class WatchedState
{
    /// <summary>The document that he is due.</summary>
    /// <param name="version">Counted from 0 within the subscription, one more for each document.</param>
    /// <param name="isFull">He asked, or it is the last word: he is due one although nothing has changed.</param>
    /// <returns><c>null</c>: there is nothing that he does not know.</returns>
    public abstract byte[]? Compose(uint version, bool isFull);

    /// <summary>The last document is on its way: from now on he knows what it says.</summary>
    public abstract void Accept();
}
