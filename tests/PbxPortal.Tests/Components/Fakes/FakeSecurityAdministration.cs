using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeSecurityAdministration : ISecurityAdministration
{
    public event Action? Changed;

    public List<string> Asked { get; } = [];

    public List<Ban> Bans { get; } = [];

    public List<ExemptNetwork> AllowedNetworks { get; } = [];

    public List<SilenceCount> Silenced { get; } = [];

    public ImmutableArray<Mistake> Mistakes { get; set; } = [];

    public Exception? Failure { get; set; }

    public static SourceNetwork Network(string text)
    {
        Assert.True(SourceNetwork.TryParse(text, out var network, out var mistake), mistake);
        return network;
    }

    public SecurityState Read(ClaimsPrincipal who) => new([.. Bans], [.. AllowedNetworks], [.. Silenced]);

    public void Tell() => Changed?.Invoke();

    public Task<ImmutableArray<Mistake>> BanAsync(ClaimsPrincipal who, BanDraft draft, CancellationToken cancellationToken) =>
        AnswerAsync($"ban {draft.Network} {draft.Minutes} {draft.Reason}", Mistakes);

    public Task<bool> UnbanAsync(ClaimsPrincipal who, BanKey key, CancellationToken cancellationToken)
    {
        var found = Failure is null && Bans.RemoveAll(ban => BanKey.Of(ban) == key) > 0;
        return AnswerAsync($"unban {key.Network} {key.User}", found);
    }

    public Task<ImmutableArray<Mistake>> AllowAsync(ClaimsPrincipal who, AllowedNetworkDraft draft, CancellationToken cancellationToken) =>
        AnswerAsync($"allow {draft.Network} {draft.Remark}", Mistakes);

    public Task<bool> DisallowAsync(ClaimsPrincipal who, SourceNetwork network, CancellationToken cancellationToken) =>
        AnswerAsync($"disallow {network}", AllowedNetworks.RemoveAll(allowed => allowed.Network == network) > 0);

    private Task<T> AnswerAsync<T>(string asked, T answer)
    {
        Asked.Add(asked);
        return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
    }
}
