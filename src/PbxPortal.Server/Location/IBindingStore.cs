namespace PbxPortal.Server.Location;

/// <summary>Where devices, bindings and blocks outlive the process.</summary>
public interface IBindingStore
{
    /// <summary>Whether a commit waits for the disk, in which time others had better compute.</summary>
    bool WaitsForDisk => false;

    /// <summary>Everything that was committed; called once, before the first request is read.</summary>
    Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the batch in one transaction and returns after the commit. Blocks: it is called by a thread that has nothing else
    /// to do until then.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The disk is full, failing or locked; nothing of the batch was kept.</exception>
    void Commit(StoreBatch batch);
}
