using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>Bans an address or a network by hand.</summary>
public sealed partial class BanDialog
{
    private static readonly int?[] Lengths = [60, 24 * 60, 7 * 24 * 60, null];

    private FieldMistakes _mistakes = FieldMistakes.None;
    private string? _network = "";
    private string? _reason = "";
    private int? _minutes = 24 * 60;
    private bool _isSaving;

    [Inject]
    public required ISecurityAdministration Security { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private static string LengthText(int? minutes) => minutes switch
    {
        60 => "an hour",
        24 * 60 => "a day",
        7 * 24 * 60 => "a week",
        _ => "until it is lifted",
    };

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return; // The second click of a double one.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            var draft = new BanDraft(_network ?? "", _minutes, _reason ?? "");
            var mistakes = await Security.BanAsync((await Authentication).User, draft, CancellationToken.None);
            _mistakes = FieldMistakes.Of(mistakes, nameof(BanDraft.Network), nameof(BanDraft.Reason));
            if (mistakes.IsDefaultOrEmpty)
            {
                Dialog.Close(DialogResult.Ok(true));
            }
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _mistakes = FieldMistakes.OfWhole(Failure.Describe(failure));
        }
        finally
        {
            _isSaving = false;
        }
    }
}
