using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Administration;

namespace PbxPortal.Components.Dialogs;

/// <summary>Bans an address or a network by hand.</summary>
public sealed partial class BanDialog
{
    private static readonly int?[] Lengths = [60, 24 * 60, 7 * 24 * 60, null];

    private string? _network = "";
    private string? _reason = "";
    private int? _minutes = 24 * 60;

    [Inject]
    public required ISecurityAdministration Security { get; init; }

    private static string LengthText(int? minutes) => minutes switch
    {
        60 => "an hour",
        24 * 60 => "a day",
        7 * 24 * 60 => "a week",
        _ => "until it is lifted",
    };

    private Task SaveAsync() => RunAsync(async who =>
    {
        var draft = new BanDraft(_network ?? "", _minutes, _reason ?? "");
        var mistakes = await Security.BanAsync(who, draft, CancellationToken.None);
        Mistakes = FieldMistakes.Of(mistakes, nameof(BanDraft.Network), nameof(BanDraft.Reason));
        if (mistakes.IsDefaultOrEmpty)
        {
            Dialog.Close(DialogResult.Ok(true));
        }
    });
}
