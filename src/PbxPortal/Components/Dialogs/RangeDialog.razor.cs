using Microsoft.AspNetCore.Components;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Adds users whose extensions follow each other, and says while one types who of them exists already.</summary>
public sealed partial class RangeDialog
{
    private const int MostNamed = 8;

    private static readonly string[] Fields = [nameof(RangeDraft.Range), nameof(UserDraft.DisplayName), nameof(UserDraft.MaxDevices)];

    private RangeResult? _result;
    private long? _shelved;
    private long _domainId;
    private string? _range = "";
    private string? _name = "";
    private int? _maxDevices;

    [Inject]
    public required IUserBatch Users { get; init; }

    [Inject]
    public required IPasswordShelf Shelf { get; init; }

    [Inject]
    public required IUserDirectory Directory { get; init; }

    /// <summary>Where the account may manage users.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Domain> Domains { get; set; } = [];

    protected override void OnInitialized() => _domainId = Domains.Count > 0 ? Domains[0].Id : 0;

    /// <summary>What adding would do, as far as the directory knows now.</summary>
    private string Outlook
    {
        get
        {
            if (string.IsNullOrWhiteSpace(_range))
            {
                return "Each user gets a generated password, on a sheet that is shown once.";
            }

            if (!ExtensionRange.TryParse(_range, out var range, out var mistake))
            {
                return mistake;
            }

            var existing = range.Extensions.Where(extension => Directory.FindUser(_domainId, extension) is not null).ToList();
            var added = range.Count - existing.Count;
            var adds = added == 1 ? "Adds 1 user." : $"Adds {added:N0} users.";
            return existing.Count == 0 ? adds : $"{adds} {ExistingText(existing)}";
        }
    }

    private string NameOf(long domainId) => Domains.FirstOrDefault(domain => domain.Id == domainId)?.Name ?? "";

    private static string ExistingText(IEnumerable<string> existing)
    {
        var all = existing.ToList();
        var named = string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? $" and {all.Count - MostNamed:N0} more" : "");
        return all.Count == 1 ? $"{named} exists already and stays as it is." : $"{named} exist already and stay as they are.";
    }

    private Task AddAsync() => RunAsync(async who =>
    {
        var draft = new RangeDraft(_domainId, _range?.Trim() ?? "", _name?.Trim() ?? "", _maxDevices);
        var result = await Users.AddRangeAsync(who, draft, CancellationToken.None);
        Mistakes = FieldMistakes.Of(result.Mistakes, Fields);
        _result = result.Mistakes.IsEmpty ? result : null;
        _shelved = Shelf.Put(who, $"Passwords of the range {_range}", result.Passwords); // Also when the page has gone meanwhile.
    });

    private async Task CloseAsync()
    {
        if (_shelved is { } id)
        {
            Shelf.Take((await Authentication).User, id);
        }

        Dialog.Close();
    }
}
