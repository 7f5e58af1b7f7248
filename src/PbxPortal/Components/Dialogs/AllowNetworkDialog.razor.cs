using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>Adds a network that is never limited or banned.</summary>
public sealed partial class AllowNetworkDialog
{
    private FieldMistakes _mistakes = FieldMistakes.None;
    private string? _network = "";
    private string? _remark = "";
    private bool _isSaving;

    [Inject]
    public required ISecurityAdministration Security { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return; // The second click of a double one.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            var draft = new AllowedNetworkDraft(_network ?? "", _remark ?? "");
            var mistakes = await Security.AllowAsync((await Authentication).User, draft, CancellationToken.None);
            _mistakes = FieldMistakes.Of(mistakes, nameof(AllowedNetworkDraft.Network), nameof(AllowedNetworkDraft.Remark));
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
