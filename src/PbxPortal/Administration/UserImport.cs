using System.Collections.Immutable;
using System.Globalization;
using PbxPortal.Storage;

namespace PbxPortal.Administration;

/// <summary>Takes a table of users over: all of them or none.</summary>
/// <remarks>
/// Immutable. A user whom the domain has already is changed in the columns that the table has, and keeps the password when that is
/// empty; a new one without a password gets a generated one.
/// </remarks>
internal sealed class UserImport(SqliteDirectoryStore store, UserEditor editor)
{
    public async Task<ImportResult> RunAsync(TextReader file, string actor, CancellationToken cancellationToken)
    {
        var (lines, mistakes) = UserCsv.Read(file);
        if (lines.IsEmpty && !mistakes.IsEmpty)
        {
            return Refuse(mistakes);
        }

        return await store.EditAsync(
            async edit =>
            {
                var import = new Import(edit, editor, actor, mistakes);
                foreach (var line in lines)
                {
                    await import.FindAsync(line);
                }

                await import.TakeAllAsync();

                return await import.EndAsync();
            },
            cancellationToken);
    }

    private static ImportResult Refuse(ImmutableArray<ImportMistake> mistakes) => new(0, 0, [], mistakes);

    /// <summary>One import on its way.</summary>
    private sealed class Import(DirectoryEdit edit, UserEditor editor, string actor, ImmutableArray<ImportMistake> known)
    {
        private readonly Dictionary<string, StoredDomain?> _domains = new(StringComparer.Ordinal);
        private readonly Dictionary<(long DomainId, string Extension), int> _seen = [];
        private readonly List<(UserCsvLine Line, StoredDomain Domain, StoredUser? User)> _found = [];
        private readonly List<GeneratedPassword> _passwords = [];
        private readonly List<ImportMistake> _mistakes = [.. known];
        private int _added;
        private int _updated;

        /// <summary>
        /// Whom the line is about. A user whose numbers the table tells gives up those that he has, and gets the new ones in a second
        /// pass: otherwise two lines could not exchange a number.
        /// </summary>
        public async Task FindAsync(UserCsvLine line)
        {
            var extension = line[UserCsv.Extension]!;
            if (await FindDomainAsync(line) is not { } domain)
            {
                return;
            }

            if (!_seen.TryAdd((domain.Id, extension), line.Number))
            {
                Add(line, $"{extension}@{domain.Name} is in line {Text(_seen[(domain.Id, extension)])} already.");
                return;
            }

            var user = await edit.FindUserAsync(domain.Id, extension);
            _found.Add((line, domain, user));
            if (user is { PhoneNumbers.IsEmpty: false } && line[UserCsv.PhoneNumbers] is not null)
            {
                await edit.DeleteNumbersAsync(user.Id);
            }
        }

        public async Task TakeAllAsync()
        {
            foreach (var (line, domain, user) in _found)
            {
                var extension = line[UserCsv.Extension]!;
                var before = user is null ? new UserDraft { DomainId = domain.Id, Extension = extension } : UserEditor.Draft(user);
                if (Read(line, before) is { } draft)
                {
                    var result = user is null
                        ? await editor.AddAsync(edit, draft, actor)
                        : await editor.ChangeAsync(edit, user, draft, actor);
                    Count(line, user is null, result, domain, extension);
                }
            }
        }

        public async Task<ImportResult> EndAsync()
        {
            if (_mistakes.Count > 0)
            {
                await edit.AbandonAsync();
                return Refuse([.. _mistakes.OrderBy(mistake => mistake.Line)]);
            }

            return new ImportResult(_added, _updated, [.. _passwords], []);
        }

        private async Task<StoredDomain?> FindDomainAsync(UserCsvLine line)
        {
            var name = line[UserCsv.Domain]!.ToLowerInvariant();
            if (!_domains.TryGetValue(name, out var domain))
            {
                domain = await edit.FindDomainAsync(name);
                _domains[name] = domain;
            }

            if (domain is null)
            {
                Add(line, $"There is no domain '{name}'; add it first.");
            }

            return domain;
        }

        /// <summary>What the line says, on the ground of what was before.</summary>
        private UserDraft? Read(UserCsvLine line, UserDraft before)
        {
            var mistakes = _mistakes.Count;
            var maxDevices = before.MaxDevices;
            if (line[UserCsv.MaxDevices] is { } devices)
            {
                maxDevices = null;
                if (devices.Length > 0 && int.TryParse(devices, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    maxDevices = number;
                }
                else if (devices.Length > 0)
                {
                    Add(line, $"max_devices '{devices}' is not a number. Example: 5");
                }
            }

            var isEnabled = line[UserCsv.Enabled] is { Length: > 0 } enabled ? ReadFlag(line, enabled) : before.IsEnabled;
            return _mistakes.Count > mistakes ? null : before with
            {
                DisplayName = line[UserCsv.DisplayName] ?? before.DisplayName,
                Email = line[UserCsv.Email] ?? before.Email,
                MaxDevices = maxDevices,
                IsEnabled = isEnabled,
                PhoneNumbers = line[UserCsv.PhoneNumbers] is { } numbers ? [.. numbers.Split(';')] : before.PhoneNumbers,
                Password = line.Values.GetValueOrDefault(UserCsv.Password),
            };
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

        private void Count(UserCsvLine line, bool isNew, SaveUserResult result, StoredDomain domain, string extension)
        {
            foreach (var mistake in result.Mistakes)
            {
                Add(line, mistake.Message);
            }

            if (result.UserId is null)
            {
                return;
            }

            _added += isNew ? 1 : 0;
            _updated += isNew ? 0 : 1;
            if (result.Password is { } password)
            {
                _passwords.Add(new GeneratedPassword(domain.Name, extension, password));
            }
        }

        private void Add(UserCsvLine line, string message) => _mistakes.Add(new ImportMistake(line.Number, message));

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
