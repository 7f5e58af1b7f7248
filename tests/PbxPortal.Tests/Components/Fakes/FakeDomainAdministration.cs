using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

internal sealed class FakeDomainAdministration : IDomainAdministration
{
    public List<string> Asked { get; } = [];

    public List<DomainDraft> Drafts { get; } = [];

    public ImmutableArray<Mistake> Mistakes { get; set; } = [];

    public Task<ImmutableArray<Mistake>> AddAsync(ClaimsPrincipal who, DomainDraft draft, CancellationToken cancellationToken)
    {
        Drafts.Add(draft);
        return AnswerAsync($"add {draft.Name}");
    }

    public Task<ImmutableArray<Mistake>> EditAsync(ClaimsPrincipal who, long domainId, DomainDraft draft, CancellationToken cancellationToken)
    {
        Drafts.Add(draft);
        return AnswerAsync($"edit {domainId} {draft.Name}");
    }

    public Task<ImmutableArray<Mistake>> DeleteAsync(ClaimsPrincipal who, long domainId, CancellationToken cancellationToken) =>
        AnswerAsync($"delete {domainId}");

    private Task<ImmutableArray<Mistake>> AnswerAsync(string asked)
    {
        Asked.Add(asked);
        return Task.FromResult(Mistakes);
    }
}
