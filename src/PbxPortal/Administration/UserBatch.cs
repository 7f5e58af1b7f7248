using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Orders for many users, taken in slices.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class UserBatch(SqliteDirectoryStore store, IUserDirectory directory, UserEditor editor, UserImport import) : IUserBatch
{
    /// <summary>Users of one transaction: long enough to be quick, short enough that a phone does not wait for it.</summary>
    private const int Slice = 100;

    public async Task<BatchResult> RunAsync(
        ClaimsPrincipal who, UserOrder order, IReadOnlyList<long> userIds, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        DemandAdmin(who);
        if (UserDraftRules.CheckMaxDevices(order.MaxDevices).FirstOrDefault() is { } mistake)
        {
            return new BatchResult([], userIds.Count, mistake.Message);
        }

        var fates = ImmutableArray.CreateBuilder<UserFate>(userIds.Count);
        string? failure = null;
        foreach (var slice in userIds.Distinct().Chunk(Slice))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            try
            {
                // A slice that has begun is finished: nobody would know otherwise what was done of it, or see the new passwords.
                fates.AddRange(await store.EditAsync(edit => RunAsync(edit, who, order, slice), CancellationToken.None));
                progress?.Report(fates.Count);
            }
            catch (StoreUnavailableException exception)
            {
                failure = exception.Message;
                break;
            }
        }

        return new BatchResult(fates.ToImmutable(), userIds.Distinct().Count() - fates.Count, failure);
    }

    public async Task<RangeResult> AddRangeAsync(ClaimsPrincipal who, RangeDraft draft, CancellationToken cancellationToken)
    {
        ManagedUsers.DemandAdmin(who, draft.DomainId);
        if (!ExtensionRange.TryParse(draft.Range, out var range, out var mistake))
        {
            return new RangeResult([], [], [new Mistake(nameof(RangeDraft.Range), mistake)]);
        }

        if (directory.FindDomain(draft.DomainId) is not { } domain)
        {
            return new RangeResult([], [], [new Mistake(nameof(RangeDraft.DomainId), "There is no such domain any more.")]);
        }

        return await store.EditAsync(edit => AddRangeAsync(edit, draft, domain, range, PortalAccess.ActorOf(who)), cancellationToken);
    }

    public async Task<ImportPreview> PreviewAsync(
        ClaimsPrincipal who, string csv, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var reader = new StringReader(csv);
        return await import.PreviewAsync(reader, RightsOf(who), progress, cancellationToken);
    }

    public async Task<ImportResult> ImportAsync(
        ClaimsPrincipal who, string csv, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var reader = new StringReader(csv);
        return await import.RunAsync(reader, RightsOf(who), progress, cancellationToken);
    }

    private async Task<List<UserFate>> RunAsync(DirectoryEdit edit, ClaimsPrincipal who, UserOrder order, long[] userIds)
    {
        var fates = new List<UserFate>(userIds.Length);
        foreach (var id in userIds)
        {
            fates.Add(await RunAsync(edit, who, order, id));
        }

        return fates;
    }

    private async Task<UserFate> RunAsync(DirectoryEdit edit, ClaimsPrincipal who, UserOrder order, long userId)
    {
        if (await edit.FindUserAsync(userId) is not { } user
            || await edit.FindDomainAsync(user.DomainId) is not { } domain
            || !PortalAccess.Has(who, PortalRole.ReadOnly, user.DomainId))
        {
            return new UserFate(userId, "", "", UserOutcome.Gone);
        }

        var fate = new UserFate(userId, domain.Name, user.Extension, UserOutcome.Done);
        if (!PortalAccess.Has(who, PortalRole.Admin, user.DomainId))
        {
            return fate with { Outcome = UserOutcome.NotAllowed };
        }

        return await CarryOutAsync(edit, order, user, fate, PortalAccess.ActorOf(who));
    }

    private async Task<UserFate> CarryOutAsync(DirectoryEdit edit, UserOrder order, StoredUser user, UserFate fate, Actor actor)
    {
        switch (order.Action)
        {
            case UserAction.Enable or UserAction.Disable:
                var isEnabled = order.Action == UserAction.Enable;
                if (user.IsEnabled == isEnabled)
                {
                    return fate with { Outcome = UserOutcome.Unchanged };
                }

                await UserEditor.SetEnabledAsync(edit, user, isEnabled, actor);
                return fate;
            case UserAction.SetMaxDevices:
                if (user.MaxDevices == order.MaxDevices)
                {
                    return fate with { Outcome = UserOutcome.Unchanged };
                }

                await UserEditor.SetMaxDevicesAsync(edit, user, order.MaxDevices, actor);
                return fate;
            case UserAction.NewPassword:
                var password = PasswordGenerator.Generate();
                await editor.ReplacePasswordAsync(edit, user, password, actor);
                return fate with { Password = password };
            default:
                await UserEditor.DeleteAsync(edit, user, actor);
                return fate;
        }
    }

    private async Task<RangeResult> AddRangeAsync(DirectoryEdit edit, RangeDraft draft, Domain domain, ExtensionRange range, Actor actor)
    {
        var plans = new List<UserPlan>();
        var existing = ImmutableArray.CreateBuilder<string>();
        foreach (var extension in range.Extensions)
        {
            if (await edit.FindOwnerOfAsync(domain.Id, extension, exceptUserId: null) is not null)
            {
                existing.Add(extension);
                continue;
            }

            var user = new UserDraft
            {
                DomainId = domain.Id,
                Extension = extension,
                DisplayName = draft.Name.Replace("{extension}", extension, StringComparison.OrdinalIgnoreCase),
                MaxDevices = draft.MaxDevices,
            };
            var (plan, mistakes) = await editor.PlanToAddAsync(edit, user, actor, _ => true);
            if (plan is null)
            {
                return new RangeResult([], [], mistakes); // The same would be wrong with all of them.
            }

            plans.Add(plan);
        }

        plans.ForEach(plan => UserEditor.CarryOut(edit, plan));
        return new RangeResult(
            [.. plans.Select(plan => new GeneratedPassword(domain.Name, plan.Draft.Extension, plan.GeneratedPassword!))],
            existing.ToImmutable(),
            []);
    }

    private static ImportRights RightsOf(ClaimsPrincipal who)
    {
        DemandAdmin(who);
        return new ImportRights(
            PortalAccess.ActorOf(who),
            PortalAccess.HasEverywhere(who, PortalRole.Admin) ? null : domainId => PortalAccess.Has(who, PortalRole.Admin, domainId));
    }

    private static void DemandAdmin(ClaimsPrincipal who)
    {
        if (!PortalAccess.HasAnywhere(who, PortalRole.Admin))
        {
            throw new UnauthorizedAccessException("This needs the role admin in the users' domain.");
        }
    }
}
