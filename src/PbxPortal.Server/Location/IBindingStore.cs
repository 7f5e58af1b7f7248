namespace PbxPortal.Server.Location;

/// <summary>Where devices, bindings and blocks outlive the process.</summary>
public interface IBindingStore
{
    /// <summary>Everything that was committed, refreshes folded in; called once, before the first request is read.</summary>
    Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Writes the batch in one transaction and returns after the commit.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full, failing or locked; nothing of the batch was kept.</exception>
    Task CommitAsync(StoreBatch batch, CancellationToken cancellationToken);
}
