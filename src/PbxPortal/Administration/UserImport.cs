using System.Collections.Immutable;
using PbxPortal.Accounts;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Takes a table of users over: all of them or none.</summary>
/// <remarks>
/// Immutable. A user whom the domain has already is changed in the columns that the table has, and keeps the password when that is
/// empty; a new one without a password gets a generated one. Checking many users takes longer than a phone waits for its answer,
/// so the plan is made while others write, and holds if nobody has changed a user until it is carried out.
/// </remarks>
internal sealed class UserImport(SqliteDirectoryStore store, UserEditor editor)
{
    /// <summary>After so many plans that came too late, the next one is made with everybody else waiting.</summary>
    private const int PlansBesideOthers = 3;

    /// <summary>By somebody who may manage the users of every domain.</summary>
    public Task<ImportResult> RunAsync(TextReader file, Actor actor, CancellationToken cancellationToken) =>
        RunAsync(file, new ImportRights(actor), progress: null, cancellationToken);

    public async Task<ImportResult> RunAsync(
        TextReader file, ImportRights rights, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var (lines, mistakes) = UserCsv.Read(file);
        if (lines.IsEmpty && !mistakes.IsEmpty)
        {
            return Refuse(mistakes);
        }

        for (var i = 0; i < PlansBesideOthers; i++)
        {
            var plan = await store.PlanAsync(edit => PlanAsync(edit, lines, rights, progress, cancellationToken), cancellationToken);
            if (plan.Mistakes.Count + mistakes.Length > 0)
            {
                return Refuse([.. plan.Mistakes.Concat(mistakes).OrderBy(mistake => mistake.Line)]);
            }

            if (await store.EditAsync(edit => TryCarryOutAsync(edit, plan), cancellationToken) is { } result)
            {
                return result;
            }
        }

        return await store.EditAsync(
            async edit =>
            {
                var plan = await PlanAsync(edit, lines, rights, progress: null, cancellationToken);
                return plan.Mistakes.Count > 0 ? Refuse([.. plan.Mistakes.OrderBy(mistake => mistake.Line)]) : CarryOut(edit, plan);
            },
            cancellationToken);
    }

    /// <summary>Says of each line what <see cref="RunAsync(TextReader, ImportRights, IProgress{int}, CancellationToken)"/> would do with it now.</summary>
    public async Task<ImportPreview> PreviewAsync(
        TextReader file, ImportRights rights, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var (lines, unreadable) = UserCsv.Read(file);
        var plan = await store.PlanAsync(edit => PlanAsync(edit, lines, rights, progress, cancellationToken), cancellationToken);
        var byNumber = lines.ToDictionary(line => line.Number);
        var wrong =
            from mistake in plan.Mistakes.Concat(unreadable)
            group mistake.Message by mistake.Line into one
            let line = byNumber.GetValueOrDefault(one.Key)
            select new ImportLine(one.Key, line?[UserCsv.Domain] ?? "", line?[UserCsv.Extension] ?? "", ImportFate.Wrong, [.. one]);
        return new ImportPreview([.. plan.Lines.Concat(wrong).OrderBy(line => line.Line)]);
    }

    private async Task<UserImportPlan> PlanAsync(
        DirectoryEdit edit, ImmutableArray<UserCsvLine> lines, ImportRights rights, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var plan = new UserImportPlan(edit, editor, rights) { LastChange = await edit.LastChangeAsync() };
        await plan.TakeAsync(lines, progress, cancellationToken);
        return plan;
    }

    /// <returns><c>null</c> when somebody changed a user or domain since the plan was made.</returns>
    private static async Task<ImportResult?> TryCarryOutAsync(DirectoryEdit edit, UserImportPlan plan) =>
        await edit.LastChangeAsync() == plan.LastChange ? CarryOut(edit, plan) : null;

    private static ImportResult CarryOut(DirectoryEdit edit, UserImportPlan plan)
    {
        foreach (var id in plan.GivesNumbersUp)
        {
            edit.DeleteNumbers(id);
        }

        foreach (var user in plan.Users)
        {
            UserEditor.CarryOut(edit, user);
        }

        var added = plan.Users.Count(user => user.UserId is null);
        var passwords =
            from user in plan.Users
            let password = user.GeneratedPassword
            where password is not null
            select new GeneratedPassword(user.Domain.Name, user.Draft.Extension, password);
        return new ImportResult(added, plan.Users.Count - added, [.. passwords], [])
        {
            Unchanged = plan.Lines.Count(line => line.Fate == ImportFate.Unchanged),
        };
    }

    private static ImportResult Refuse(ImmutableArray<ImportMistake> mistakes) => new(0, 0, [], mistakes);
}
