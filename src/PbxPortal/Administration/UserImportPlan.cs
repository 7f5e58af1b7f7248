using System.Globalization;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>What an import will write, and every line that is wrong.</summary>
/// <remarks>Confined to one import. It looks at the database, but not at lines that are only planned, so it remembers their names.</remarks>
internal sealed class UserImportPlan(DirectoryEdit edit, UserEditor editor, ImportRights rights)
{
    private const int LinesPerReport = 500;

    private readonly Dictionary<string, StoredDomain?> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<(long DomainId, string Extension), int> _seen = [];
    private readonly List<(UserCsvLine Line, StoredDomain Domain, StoredUser? User)> _found = [];
    private readonly HashSet<long> _givesNumbersUp = [];
    private readonly Dictionary<(long DomainId, string Name), string> _plannedOwners = [];
    private readonly List<UserPlan> _users = [];
    private readonly List<ImportLine> _lines = [];
    private readonly List<ImportMistake> _mistakes = [];

    /// <summary>The number of the last change of the directory that the plan knows.</summary>
    public required long LastChange { get; init; }

    /// <summary>Users whose numbers the table changes: they lose those that they have first, else two lines could not exchange a number.</summary>
    public IEnumerable<long> GivesNumbersUp => _users.Select(user => user.UserId).OfType<long>().Where(_givesNumbersUp.Contains);

    /// <summary>Those that are added or changed.</summary>
    public IReadOnlyList<UserPlan> Users => _users;

    /// <summary>What becomes of each line that is not wrong.</summary>
    public IReadOnlyList<ImportLine> Lines => _lines;

    public IReadOnlyList<ImportMistake> Mistakes => _mistakes;

    /// <param name="progress">Told how many lines are done, now and then.</param>
    public async Task TakeAsync(IReadOnlyList<UserCsvLine> lines, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await FindAsync(line);
        }

        var done = 0;
        foreach (var (line, domain, user) in _found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await PlanAsync(line, domain, user);
            if (++done % LinesPerReport == 0)
            {
                progress?.Report(done);
            }
        }
    }

    /// <summary>Whom the line is about.</summary>
    private async Task FindAsync(UserCsvLine line)
    {
        var extension = line[UserCsv.Extension]!;
        if (await FindDomainAsync(line) is not { } domain)
        {
            return;
        }

        if (!_seen.TryAdd((domain.Id, extension), line.Number))
        {
            var earlier = _seen[(domain.Id, extension)];
            Add(line, string.Create(CultureInfo.InvariantCulture, $"{extension}@{domain.Name} is in line {earlier} already."));
            return;
        }

        var user = await edit.FindUserAsync(domain.Id, extension);
        _found.Add((line, domain, user));
        if (user is { PhoneNumbers.IsEmpty: false } && line[UserCsv.PhoneNumbers] is not null)
        {
            _givesNumbersUp.Add(user.Id);
        }
    }

    private async Task PlanAsync(UserCsvLine line, StoredDomain domain, StoredUser? user)
    {
        var before = user is null
            ? new UserDraft { DomainId = domain.Id, Extension = line[UserCsv.Extension]! }
            : UserEditor.Draft(user);
        if (Read(line, before) is not { } draft)
        {
            return;
        }

        var (plan, mistakes) = user is null
            ? await editor.PlanToAddAsync(edit, draft, rights.Actor, IsOwnedStill)
            : await editor.PlanToChangeAsync(edit, user, draft, rights.Actor, IsOwnedStill);
        foreach (var mistake in mistakes)
        {
            Add(line, mistake.Message);
        }

        if (plan is not null && TakeNames(line, plan.Draft))
        {
            Add(line, domain, plan, user is null ? null : before);
        }
    }

    /// <param name="before">The user as he was; <c>null</c>: a new one.</param>
    private void Add(UserCsvLine line, StoredDomain domain, UserPlan plan, UserDraft? before)
    {
        var changes = before is null ? [] : UserDraftChanges.Describe(before, plan.Draft, plan.SealedSecrets is not null);
        var fate = before is null ? ImportFate.New : changes.IsEmpty ? ImportFate.Unchanged : ImportFate.Changed;
        var details = before is null && plan.GeneratedPassword is not null ? ["a password is generated"] : changes;
        _lines.Add(new ImportLine(line.Number, domain.Name, plan.Draft.Extension, fate, details));
        if (fate != ImportFate.Unchanged)
        {
            _users.Add(plan);
        }
    }

    private bool IsOwnedStill(NameOwner owner) => !owner.IsNumber || !_givesNumbersUp.Contains(owner.UserId);

    private async Task<StoredDomain?> FindDomainAsync(UserCsvLine line)
    {
        var name = line[UserCsv.Domain]!.ToLowerInvariant();
        if (!_domains.TryGetValue(name, out var domain))
        {
            domain = await edit.FindDomainAsync(name);
            _domains[name] = domain;
        }

        if (domain is not null && rights.MayManage?.Invoke(domain.Id) is not false)
        {
            return domain;
        }

        // Whoever may not see a domain does not learn that it exists.
        Add(line, rights.MayManage is null
            ? $"There is no domain '{name}'; add it first."
            : $"There is no domain '{name}' whose users you may manage; mend the name, or ask an owner.");
        return null;
    }

    /// <summary>What the line says, on the ground of what was before.</summary>
    private UserDraft? Read(UserCsvLine line, UserDraft before)
    {
        var mistakes = _mistakes.Count;
        var maxDevices = line[UserCsv.MaxDevices] is { } devices ? ReadNumber(line, UserCsv.MaxDevices, devices, "5") : before.MaxDevices;
        var ringSeconds = line[UserCsv.RingSeconds] is { } seconds ? ReadNumber(line, UserCsv.RingSeconds, seconds, "20") : before.RingSeconds;
        var ringOrder = line[UserCsv.RingOrder] is { Length: > 0 } order ? ReadRingOrder(line, order) : before.RingOrder;
        var isEnabled = line[UserCsv.Enabled] is { Length: > 0 } enabled ? ReadFlag(line, enabled) : before.IsEnabled;
        return _mistakes.Count > mistakes ? null : before with
        {
            DisplayName = line[UserCsv.DisplayName] ?? before.DisplayName,
            Email = line[UserCsv.Email] ?? before.Email,
            MaxDevices = maxDevices,
            IsEnabled = isEnabled,
            RingOrder = ringOrder,
            RingSeconds = ringSeconds,
            PhoneNumbers = line[UserCsv.PhoneNumbers] is { } numbers ? [.. numbers.Split(';')] : before.PhoneNumbers,
            Password = line.Values.GetValueOrDefault(UserCsv.Password), // Blanks may be part of it.
        };
    }

    private RingOrder ReadRingOrder(UserCsvLine line, string text)
    {
        if (RingOrderWord.Read(text) is { } order)
        {
            return order;
        }

        Add(line, $"ring_order '{text}' is neither {RingOrderWord.AllAtOnce} nor {RingOrderWord.ByPriority}. Example: {RingOrderWord.ByPriority}");
        return RingOrder.AllAtOnce;
    }

    private int? ReadNumber(UserCsvLine line, string column, string text, string example)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Add(line, $"{column} '{text}' is not a number. Example: {example}");
        return null;
    }

    private bool ReadFlag(UserCsvLine line, string text)
    {
        switch (text.ToLowerInvariant())
        {
            case "true" or "1" or "yes":
                return true;
            case "false" or "0" or "no":
                return false;
            default:
                Add(line, $"enabled '{text}' is none of true, false, 1, 0, yes, no. Example: true");
                return true;
        }
    }

    /// <summary>One name, be it extension or number, belongs to one user of the domain.</summary>
    private bool TakeNames(UserCsvLine line, UserDraft draft)
    {
        var mistakes = _mistakes.Count;
        foreach (var name in draft.PhoneNumbers.Prepend(draft.Extension))
        {
            if (!_plannedOwners.TryAdd((draft.DomainId, name), draft.Extension))
            {
                Add(line, UserEditor.Taken("", name, _plannedOwners[(draft.DomainId, name)]).Message);
            }
        }

        return _mistakes.Count == mistakes;
    }

    private void Add(UserCsvLine line, string message) => _mistakes.Add(new ImportMistake(line.Number, message));
}
