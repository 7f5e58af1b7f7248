namespace PbxPortal.Server.Directory;

/// <summary>Where domains, users and credentials come from.</summary>
public interface IDirectoryStore
{
    /// <summary>Everything, as one change with nothing removed. What changes after this call is told by <see cref="WatchAsync"/>.</summary>
    Task<DirectoryChange> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Every later change in order, within about a second; a change made by this process at once.</summary>
    IAsyncEnumerable<DirectoryChange> WatchAsync(CancellationToken cancellationToken);
}
