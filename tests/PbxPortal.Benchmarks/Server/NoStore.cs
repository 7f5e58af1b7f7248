using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Benchmarks.Server;

/// <summary>Forgets everything, so that the registrar is measured alone.</summary>
internal sealed class NoStore : IBindingStore, IActivityStore
{
    public Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new LocationSnapshot([], [], [], NextId: 1));

    public void Commit(StoreBatch batch)
    {
    }

    public Task AppendAsync(IReadOnlyList<ActivityEntry> entries, CancellationToken cancellationToken) => Task.CompletedTask;
}
