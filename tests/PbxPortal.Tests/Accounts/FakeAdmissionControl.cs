using System.Collections.Concurrent;
using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Accounts;

/// <summary>Keeps bans and allowed networks in memory, and notes the orders that it gets.</summary>
internal sealed class FakeAdmissionControl : IAdmissionControl
{
    private readonly List<Ban> _bans = [];
    private readonly List<ExemptNetwork> _allowed = [];

    public event Action? Changed;

    public ConcurrentQueue<string> Orders { get; } = new();

    public HashSet<string> Exempt { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Ban> Bans => _bans;

    public IReadOnlyList<ExemptNetwork> AllowedNetworks => _allowed;

    public IReadOnlyList<SilenceCount> Silenced => [];

    public bool IsExempt(SourceNetwork source) => Exempt.Contains(source.ToString());

    public Task BanAsync(SourceNetwork network, TimeSpan? length, string reason, string by, CancellationToken cancellationToken)
    {
        Orders.Enqueue($"ban {network} for {length?.ToString() ?? "ever"}: {reason}, by {by}");
        var since = new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero);
        _bans.Add(new Ban { Network = network, Since = since, Until = since + length, Reason = reason, By = by });
        Changed?.Invoke();
        return Task.CompletedTask;
    }

    public Task<bool> UnbanAsync(BanKey key, string by, CancellationToken cancellationToken)
    {
        Orders.Enqueue($"unban {key.Network} by {by}");
        return Task.FromResult(_bans.RemoveAll(ban => BanKey.Of(ban) == key) > 0);
    }

    public Task AllowAsync(SourceNetwork network, string remark, string by, CancellationToken cancellationToken)
    {
        Orders.Enqueue($"allow {network} {remark} by {by}");
        _allowed.Add(new ExemptNetwork(network, remark, DateTimeOffset.UnixEpoch, by));
        return Task.CompletedTask;
    }

    public Task<bool> DisallowAsync(SourceNetwork network, CancellationToken cancellationToken)
    {
        Orders.Enqueue($"disallow {network}");
        return Task.FromResult(_allowed.RemoveAll(allowed => allowed.Network == network) > 0);
    }
}
