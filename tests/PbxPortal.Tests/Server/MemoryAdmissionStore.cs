using PbxPortal.Server.Admission;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server;

/// <summary>Keeps bans in memory, and refuses to when a test says so.</summary>
internal sealed class MemoryAdmissionStore : IAdmissionStore
{
    private readonly Dictionary<BanKey, Ban> _bans = [];
    private readonly Dictionary<SourceNetwork, ExemptNetwork> _allowed = [];

    public bool IsFailing { get; set; }

    public IEnumerable<BanKey> Bans => _bans.Keys;

    public Task<AdmissionSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new AdmissionSnapshot([.. _bans.Values], [.. _allowed.Values]));

    public Task SaveAsync(IReadOnlyList<Ban> saved, IReadOnlyList<BanKey> removed, CancellationToken cancellationToken)
    {
        FailIfToldSo();
        foreach (var key in removed)
        {
            _bans.Remove(key);
        }

        foreach (var ban in saved)
        {
            _bans[BanKey.Of(ban)] = ban;
        }

        return Task.CompletedTask;
    }

    public Task SaveAsync(ExemptNetwork allowed, CancellationToken cancellationToken)
    {
        FailIfToldSo();
        _allowed[allowed.Network] = allowed;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(SourceNetwork allowed, CancellationToken cancellationToken)
    {
        FailIfToldSo();
        _allowed.Remove(allowed);
        return Task.CompletedTask;
    }

    private void FailIfToldSo()
    {
        if (IsFailing)
        {
            throw new StoreUnavailableException("The disk is full.");
        }
    }
}
