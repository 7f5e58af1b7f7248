using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Adds or edits one domain.</summary>
public sealed partial class DomainDialog
{
    private static readonly char[] Separators = [',', ';', ' '];

    private static readonly string[] Fields =
    [
        nameof(DomainDraft.Name), nameof(DomainDraft.MaxDevicesPerUser), nameof(DomainDraft.DigestAlgorithms), nameof(DomainDraft.QualifySeconds),
    ];

    private string? _name = "";
    private int? _maxDevices;
    private DeviceLimitPolicy? _policy;
    private string? _algorithms = "";
    private int? _qualifySeconds;

    [Inject]
    public required IDomainAdministration Domains { get; init; }

    /// <summary>The domain to edit; <c>null</c>: a new one.</summary>
    [Parameter]
    public Domain? Domain { get; set; }

    public static string PolicyText(DeviceLimitPolicy? policy) => policy switch
    {
        DeviceLimitPolicy.Refuse => "is refused",
        DeviceLimitPolicy.ReplaceOldest => "replaces the oldest",
        _ => "as in the settings",
    };

    protected override void OnInitialized()
    {
        if (Domain is { } domain)
        {
            (_name, _maxDevices, _policy) = (domain.Name, domain.MaxDevicesPerUser, domain.DeviceLimitPolicy);
            _algorithms = string.Join(", ", domain.DigestAlgorithms.Select(AlgorithmWord.Of));
            _qualifySeconds = domain.QualifySeconds;
        }
    }

    private string NameHelp => Domain is null
        ? "For example acme.example"
        : $"Passwords stay valid: the realm stays {Domain.Realm}. Phones must be told the new name.";

    private Task SaveAsync() => RunAsync(async who =>
    {
        var draft = new DomainDraft(_name?.Trim() ?? "", _maxDevices, _policy)
        {
            DigestAlgorithms = [.. (_algorithms ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            QualifySeconds = _qualifySeconds,
        };
        var mistakes = Domain is { } domain
            ? await Domains.EditAsync(who, domain.Id, draft, CancellationToken.None)
            : await Domains.AddAsync(who, draft, CancellationToken.None);
        Mistakes = FieldMistakes.Of(mistakes, Fields);
        if (mistakes.IsDefaultOrEmpty)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    });
}
