namespace PbxPortal.Server.Location;

/// <summary>The way into the location service's loop for the other chapters of the server.</summary>
internal interface ILocationQueue
{
    /// <exception cref="StoreUnavailableException">The change could not be stored, or too many wait.</exception>
    Task<TOutcome> SubmitAsync<TOutcome>(AwaitedChange<TOutcome> change, CancellationToken cancellationToken);

    /// <summary>For changes that nobody waits for.</summary>
    void Post(LocationChange change);

    /// <summary>Adds without waking the loop; <c>false</c>: too many wait. <see cref="Wake"/> follows the last of several.</summary>
    bool TryAdd(LocationChange change);

    void Wake();
}
