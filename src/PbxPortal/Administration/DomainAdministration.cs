using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Domains as the portal and the API change them.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class DomainAdministration(SqliteDirectoryStore store) : IDomainAdministration
{
    public Task<ImmutableArray<Mistake>> AddAsync(ClaimsPrincipal who, DomainDraft draft, CancellationToken cancellationToken)
    {
        DemandOwner(who);
        var tidy = DomainDraftRules.Tidy(draft);
        return store.EditAsync(
            async edit =>
            {
                var mistakes = await FindMistakesAsync(edit, tidy, exceptDomainId: null);
                if (mistakes.IsEmpty)
                {
                    var id = await edit.InsertDomainAsync(tidy);
                    edit.Audit(new AuditEntry(
                        PortalAccess.ActorOf(who), "add domain", tidy.Name, id, newValue: WordsOf(tidy)));
                }

                return mistakes;
            },
            cancellationToken);
    }

    public Task<ImmutableArray<Mistake>> EditAsync(
        ClaimsPrincipal who, long domainId, DomainDraft draft, CancellationToken cancellationToken)
    {
        DemandOwner(who);
        var tidy = DomainDraftRules.Tidy(draft);
        return WithDomainAsync(
            domainId,
            async (edit, domain) =>
            {
                var mistakes = await FindMistakesAsync(edit, tidy, domainId);
                if (mistakes.IsEmpty)
                {
                    await edit.UpdateDomainAsync(domainId, tidy);
                    var before = new DomainDraft(domain.Name, domain.MaxDevicesPerUser, domain.DeviceLimitPolicy)
                    {
                        DigestAlgorithms = StoredList.Read(domain.DigestAlgorithms),
                        QualifySeconds = domain.QualifySeconds,
                    };
                    edit.Audit(new AuditEntry(
                        PortalAccess.ActorOf(who), "edit domain", domain.Name, domainId, WordsOf(before), WordsOf(tidy)));
                }

                return mistakes;
            },
            cancellationToken);
    }

    public Task<ImmutableArray<Mistake>> DeleteAsync(ClaimsPrincipal who, long domainId, CancellationToken cancellationToken)
    {
        DemandOwner(who);
        return WithDomainAsync(
            domainId,
            async (edit, domain) =>
            {
                if (await edit.CountUsersAsync(domainId) is > 0 and var users)
                {
                    var count = users.ToString(CultureInfo.InvariantCulture);
                    return [new Mistake("", $"The domain {domain.Name} still has users ({count}); delete them first.")];
                }

                await edit.DeleteDomainAsync(domainId);
                edit.Audit(new AuditEntry(PortalAccess.ActorOf(who), "delete domain", domain.Name, domainId));
                return [];
            },
            cancellationToken);
    }

    private Task<ImmutableArray<Mistake>> WithDomainAsync(
        long domainId, Func<DirectoryEdit, StoredDomain, Task<ImmutableArray<Mistake>>> change, CancellationToken cancellationToken) =>
        store.EditAsync(
            async edit => await edit.FindDomainAsync(domainId) is { } domain
                ? await change(edit, domain)
                : [new Mistake("", "There is no such domain any more.")],
            cancellationToken);

    private static async Task<ImmutableArray<Mistake>> FindMistakesAsync(DirectoryEdit edit, DomainDraft draft, long? exceptDomainId)
    {
        var mistakes = DomainDraftRules.Check(draft);
        return mistakes.IsEmpty && await edit.FindDomainAsync(draft.Name) is { } other && other.Id != exceptDomainId
            ? [new Mistake(nameof(DomainDraft.Name), $"There is a domain {draft.Name} already.")]
            : mistakes;
    }

    private static string WordsOf(DomainDraft draft) =>
        $"name {draft.Name}, devices {draft.MaxDevicesPerUser?.ToString(CultureInfo.InvariantCulture) ?? "by default"}, "
        + $"beyond that {draft.DeviceLimitPolicy?.ToString() ?? "by default"}"
        + (draft.DigestAlgorithms.IsEmpty ? "" : $", digest {string.Join(' ', draft.DigestAlgorithms)}")
        + (draft.QualifySeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", asked every {seconds} s") : "");

    private static void DemandOwner(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Owner))
        {
            throw new UnauthorizedAccessException("This needs the role owner.");
        }
    }
}
