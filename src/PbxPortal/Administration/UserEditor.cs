using System.Collections.Immutable;
using System.Globalization;
using PbxPortal.Accounts;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>How a user is added and changed, whoever asks: a page, the API or the command line. Permission is the caller's matter.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class UserEditor(ISecretBox secretBox)
{
    /// <summary>Adds a user with one credential, or says what is wrong with the draft.</summary>
    public async Task<SaveUserResult> AddAsync(DirectoryEdit edit, UserDraft entered, Actor actor)
    {
        var (plan, mistakes) = await PlanToAddAsync(edit, entered, actor, _ => true);
        return plan is null ? Refuse(mistakes) : CarryOut(edit, plan);
    }

    /// <summary>Changes a user. Another extension needs another secret, for HA1 holds it: as entered, or a generated one.</summary>
    public async Task<SaveUserResult> ChangeAsync(DirectoryEdit edit, StoredUser user, UserDraft entered, Actor actor)
    {
        var (plan, mistakes) = await PlanToChangeAsync(edit, user, entered, actor, _ => true);
        return plan is null ? Refuse(mistakes) : CarryOut(edit, plan);
    }

    /// <summary>Checks everything that <see cref="AddAsync"/> would, computes the secret, and writes nothing.</summary>
    /// <param name="isOwnedStill">Whether a name will still be its owner's when the plan is carried out.</param>
    public async Task<(UserPlan? Plan, ImmutableArray<Mistake> Mistakes)> PlanToAddAsync(
        DirectoryEdit edit, UserDraft entered, Actor actor, Predicate<NameOwner> isOwnedStill)
    {
        var draft = UserDraftRules.Tidy(entered);
        if (await edit.FindDomainAsync(draft.DomainId) is not { } domain)
        {
            return (null, [new Mistake(nameof(UserDraft.DomainId), "There is no such domain any more.")]);
        }

        if (await FindMistakesAsync(edit, draft, exceptUserId: null, isOwnedStill) is { IsEmpty: false } mistakes)
        {
            return (null, mistakes);
        }

        var generated = draft.Password is null ? PasswordGenerator.Generate() : null;
        var secrets = Seal(draft.Extension, domain, draft.Password ?? generated!);
        var audit = new AuditEntry(actor, "add user", NameOf(draft.Extension, domain), domain.Id, newValue: WordsOf(draft));
        return (new UserPlan(UserId: null, domain, draft, secrets, generated, audit), []);
    }

    /// <summary>Checks everything that <see cref="ChangeAsync"/> would, computes the secret, and writes nothing.</summary>
    /// <param name="isOwnedStill">Whether a name will still be its owner's when the plan is carried out.</param>
    public async Task<(UserPlan? Plan, ImmutableArray<Mistake> Mistakes)> PlanToChangeAsync(
        DirectoryEdit edit, StoredUser user, UserDraft entered, Actor actor, Predicate<NameOwner> isOwnedStill)
    {
        var draft = UserDraftRules.Tidy(entered);
        if (draft.DomainId != user.DomainId)
        {
            return (null, [new Mistake(
                nameof(UserDraft.DomainId), "A user stays in the domain, for the password holds its realm; add a user in the other domain.")]);
        }

        if (await FindMistakesAsync(edit, draft, user.Id, isOwnedStill) is { IsEmpty: false } mistakes)
        {
            return (null, mistakes);
        }

        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        var isRenamed = !string.Equals(user.Extension, draft.Extension, StringComparison.Ordinal);
        var generated = isRenamed && draft.Password is null ? PasswordGenerator.Generate() : null;
        var secrets = (draft.Password ?? generated) is { } password ? Seal(draft.Extension, domain, password) : null;
        var action = secrets is null ? "edit user" : "edit user, new password";
        var audit = new AuditEntry(actor, action, NameOf(user.Extension, domain), domain.Id, WordsOf(Draft(user)), WordsOf(draft));
        return (new UserPlan(user.Id, domain, draft, secrets, generated, audit), []);
    }

    /// <summary>Writes what was planned; nothing may have changed since.</summary>
    public static SaveUserResult CarryOut(DirectoryEdit edit, UserPlan plan)
    {
        long id;
        if (plan.UserId is { } userId)
        {
            id = userId;
            edit.UpdateUser(id, plan.Draft);
            if (plan.SealedSecrets is { } secrets)
            {
                edit.ReplaceSecret(id, plan.Draft.Extension, secrets);
            }
        }
        else
        {
            id = edit.InsertUser(plan.Draft, plan.SealedSecrets!);
        }

        edit.Audit(plan.Audit);
        return new SaveUserResult(id, plan.GeneratedPassword, []);
    }

    /// <summary>Replaces the user's own password.</summary>
    public async Task ReplacePasswordAsync(DirectoryEdit edit, StoredUser user, string password, Actor actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        edit.ReplaceSecret(user.Id, user.Extension, Seal(user.Extension, domain, password));
        edit.Audit(new AuditEntry(actor, "new password", NameOf(user.Extension, domain), domain.Id));
    }

    public static async Task SetEnabledAsync(DirectoryEdit edit, StoredUser user, bool isEnabled, Actor actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.SetEnabledAsync(user.Id, isEnabled);
        edit.Audit(new AuditEntry(
            actor, isEnabled ? "enable user" : "disable user", NameOf(user.Extension, domain), domain.Id));
    }

    /// <param name="maxDevices"><c>null</c>: as in the domain.</param>
    public static async Task SetMaxDevicesAsync(DirectoryEdit edit, StoredUser user, int? maxDevices, Actor actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.SetMaxDevicesAsync(user.Id, maxDevices);
        edit.Audit(new AuditEntry(
            actor, "set most devices", NameOf(user.Extension, domain), domain.Id, WordOf(user.MaxDevices), WordOf(maxDevices)));
    }

    public static async Task DeleteAsync(DirectoryEdit edit, StoredUser user, Actor actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.DeleteUserAsync(user.Id);
        edit.Audit(new AuditEntry(
            actor, "delete user", NameOf(user.Extension, domain), domain.Id, oldValue: WordsOf(Draft(user))));
    }

    /// <summary>The user as a draft that changes nothing.</summary>
    public static UserDraft Draft(StoredUser user) => new()
    {
        DomainId = user.DomainId,
        Extension = user.Extension,
        DisplayName = user.DisplayName,
        Email = user.Email,
        MaxDevices = user.MaxDevices,
        IsEnabled = user.IsEnabled,
        MayRegisterOthers = user.MayRegisterOthers,
        PhoneNumbers = user.PhoneNumbers,
        AllowedNetworks = StoredList.Read(user.AllowedNetworks),
        AllowedTransports = StoredList.Read(user.AllowedTransports),
        RingOrder = user.RingOrder,
        RingSeconds = user.RingSeconds,
    };

    private static async Task<ImmutableArray<Mistake>> FindMistakesAsync(
        DirectoryEdit edit, UserDraft draft, long? exceptUserId, Predicate<NameOwner> isOwnedStill)
    {
        var mistakes = UserDraftRules.Check(draft);
        if (!mistakes.IsEmpty)
        {
            return mistakes;
        }

        var names = draft.PhoneNumbers.Select(number => (Field: nameof(UserDraft.PhoneNumbers), Name: number))
            .Prepend((nameof(UserDraft.Extension), draft.Extension));
        foreach (var (field, name) in names)
        {
            if (await edit.FindOwnerOfAsync(draft.DomainId, name, exceptUserId) is { } owner && isOwnedStill(owner))
            {
                mistakes = mistakes.Add(Taken(field, name, owner.Extension));
            }
        }

        return mistakes;
    }

    public static Mistake Taken(string field, string name, string owner) =>
        new(field, $"'{name}' belongs to the user {owner} of this domain already; choose another one.");

    private static SaveUserResult Refuse(ImmutableArray<Mistake> mistakes) => new(UserId: null, Password: null, mistakes);

    internal static string NameOf(string extension, StoredDomain domain) => $"{extension}@{domain.Name}";

    /// <summary>What the audit keeps of a user; no secret among it.</summary>
    private static string WordsOf(UserDraft draft) => string.Create(
        CultureInfo.InvariantCulture,
        $"extension {draft.Extension}, name '{draft.DisplayName}', e-mail '{draft.Email}', {(draft.IsEnabled ? "enabled" : "disabled")}, "
        + $"devices {WordOf(draft.MaxDevices)}, "
        + $"{(draft.MayRegisterOthers ? "may register others, " : "")}numbers {string.Join(' ', draft.PhoneNumbers)}")
        + (draft.AllowedNetworks.IsEmpty ? "" : $", only from {string.Join(' ', draft.AllowedNetworks)}")
        + (draft.AllowedTransports.IsEmpty ? "" : $", only over {string.Join(' ', draft.AllowedTransports)}")
        + (draft.RingOrder == RingOrder.AllAtOnce
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", devices ring by priority, {draft.RingSeconds ?? User.DefaultRingSeconds} s each group"));

    private static string WordOf(int? maxDevices) => maxDevices?.ToString(CultureInfo.InvariantCulture) ?? "by default";

    private byte[] Seal(string extension, StoredDomain domain, string password) =>
        secretBox.Seal(Ha1Calculator.Compute(extension, domain.Realm, password));
}
