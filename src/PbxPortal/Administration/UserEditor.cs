using System.Collections.Immutable;
using System.Globalization;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>How a user is added and changed, whoever asks: a page, the API or the command line. Permission is the caller's matter.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class UserEditor(ISecretBox secretBox)
{
    /// <summary>Adds a user with one credential, or says what is wrong with the draft.</summary>
    public async Task<SaveUserResult> AddAsync(DirectoryEdit edit, UserDraft entered, string actor)
    {
        var draft = UserDraftRules.Tidy(entered);
        if (await edit.FindDomainAsync(draft.DomainId) is not { } domain)
        {
            return Refuse([new Mistake(nameof(UserDraft.DomainId), "There is no such domain any more.")]);
        }

        if (await FindMistakesAsync(edit, draft, exceptUserId: null) is { IsEmpty: false } mistakes)
        {
            return Refuse(mistakes);
        }

        var password = draft.Password ?? PasswordGenerator.Generate();
        var id = await edit.InsertUserAsync(draft, Seal(draft.Extension, domain, password));
        await edit.AuditAsync(new AuditEntry(actor, "add user", NameOf(draft.Extension, domain), domain.Id, NewValue: WordsOf(draft)));
        return new SaveUserResult(id, draft.Password is null ? password : null, []);
    }

    /// <summary>Changes a user. Another extension needs another secret, for HA1 holds it: as entered, or a generated one.</summary>
    public async Task<SaveUserResult> ChangeAsync(DirectoryEdit edit, StoredUser user, UserDraft entered, string actor)
    {
        var draft = UserDraftRules.Tidy(entered);
        if (draft.DomainId != user.DomainId)
        {
            return Refuse([new Mistake(
                nameof(UserDraft.DomainId), "A user stays in the domain, for the password holds its realm; add a user in the other domain.")]);
        }

        if (await FindMistakesAsync(edit, draft, user.Id) is { IsEmpty: false } mistakes)
        {
            return Refuse(mistakes);
        }

        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        var isRenamed = !string.Equals(user.Extension, draft.Extension, StringComparison.Ordinal);
        var generated = isRenamed && draft.Password is null ? PasswordGenerator.Generate() : null;
        await edit.UpdateUserAsync(user.Id, draft);
        if ((draft.Password ?? generated) is { } password)
        {
            await edit.ReplaceSecretAsync(user.Id, draft.Extension, Seal(draft.Extension, domain, password));
        }

        var action = draft.Password is null && !isRenamed ? "edit user" : "edit user, new password";
        await edit.AuditAsync(new AuditEntry(
            actor, action, NameOf(user.Extension, domain), domain.Id, WordsOf(Draft(user)), WordsOf(draft)));
        return new SaveUserResult(user.Id, generated, []);
    }

    /// <summary>Replaces the user's own password.</summary>
    public async Task ReplacePasswordAsync(DirectoryEdit edit, StoredUser user, string password, string actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.ReplaceSecretAsync(user.Id, user.Extension, Seal(user.Extension, domain, password));
        await edit.AuditAsync(new AuditEntry(actor, "new password", NameOf(user.Extension, domain), domain.Id));
    }

    public static async Task SetEnabledAsync(DirectoryEdit edit, StoredUser user, bool isEnabled, string actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.SetEnabledAsync(user.Id, isEnabled);
        await edit.AuditAsync(new AuditEntry(
            actor, isEnabled ? "enable user" : "disable user", NameOf(user.Extension, domain), domain.Id));
    }

    public static async Task DeleteAsync(DirectoryEdit edit, StoredUser user, string actor)
    {
        var domain = (await edit.FindDomainAsync(user.DomainId))!;
        await edit.DeleteUserAsync(user.Id);
        await edit.AuditAsync(new AuditEntry(
            actor, "delete user", NameOf(user.Extension, domain), domain.Id, OldValue: WordsOf(Draft(user))));
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
    };

    private static async Task<ImmutableArray<Mistake>> FindMistakesAsync(DirectoryEdit edit, UserDraft draft, long? exceptUserId)
    {
        var mistakes = UserDraftRules.Check(draft);
        if (!mistakes.IsEmpty)
        {
            return mistakes;
        }

        if (await edit.FindOwnerOfAsync(draft.DomainId, draft.Extension, exceptUserId) is { } owner)
        {
            mistakes = mistakes.Add(Taken(nameof(UserDraft.Extension), draft.Extension, owner));
        }

        foreach (var number in draft.PhoneNumbers)
        {
            if (await edit.FindOwnerOfAsync(draft.DomainId, number, exceptUserId) is { } numberOwner)
            {
                mistakes = mistakes.Add(Taken(nameof(UserDraft.PhoneNumbers), number, numberOwner));
            }
        }

        return mistakes;
    }

    private static Mistake Taken(string field, string name, string owner) =>
        new(field, $"'{name}' belongs to the user {owner} of this domain already; choose another one.");

    private static SaveUserResult Refuse(ImmutableArray<Mistake> mistakes) => new(UserId: null, Password: null, mistakes);

    private static string NameOf(string extension, StoredDomain domain) => $"{extension}@{domain.Name}";

    /// <summary>What the audit keeps of a user; no secret among it.</summary>
    private static string WordsOf(UserDraft draft) => string.Create(
        CultureInfo.InvariantCulture,
        $"extension {draft.Extension}, name '{draft.DisplayName}', e-mail '{draft.Email}', {(draft.IsEnabled ? "enabled" : "disabled")}, "
        + $"devices {draft.MaxDevices?.ToString(CultureInfo.InvariantCulture) ?? "by default"}, "
        + $"{(draft.MayRegisterOthers ? "may register others, " : "")}numbers {string.Join(' ', draft.PhoneNumbers)}");

    private byte[] Seal(string extension, StoredDomain domain, string password) =>
        secretBox.Seal(Ha1Calculator.Compute(extension, domain.Realm, password));
}
