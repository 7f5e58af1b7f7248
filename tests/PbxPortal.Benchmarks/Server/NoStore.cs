using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Location;

namespace PbxPortal.Benchmarks.Server;

/// <summary>Forgets everything, so that the registrar is measured alone.</summary>
internal sealed class NoStore : IBindingStore, IActivityStore, IAdmissionStore, ICallStore, IAdministratorAddresses
{
    public Task AppendAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<LocationSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new LocationSnapshot([], [], [], NextId: 1));

    Task<AdmissionSnapshot> IAdmissionStore.LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new AdmissionSnapshot([], []));

    public Task SaveAsync(IReadOnlyList<Ban> saved, IReadOnlyList<BanKey> removed, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task SaveAsync(ExemptNetwork allowed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(SourceNetwork allowed, CancellationToken cancellationToken) => Task.CompletedTask;

    public bool Contains(SourceNetwork source) => false;

    public void Commit(StoreBatch batch)
    {
    }

    public Task AppendAsync(IReadOnlyList<ActivityEntry> entries, CancellationToken cancellationToken) => Task.CompletedTask;
}
