namespace PbxPortal.Server.Admission;

/// <summary>Keeps bans and allowed networks over a restart. Never called while a message waits.</summary>
public interface IAdmissionStore
{
    Task<AdmissionSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>A ban with the same network and user is replaced.</summary>
    Task SaveAsync(IReadOnlyList<Ban> saved, IReadOnlyList<BanKey> removed, CancellationToken cancellationToken);

    Task SaveAsync(ExemptNetwork allowed, CancellationToken cancellationToken);

    Task RemoveAsync(SourceNetwork allowed, CancellationToken cancellationToken);
}
