using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>Takes one's own second step away.</summary>
public sealed partial class RemoveSecondFactorDialog
{
    private FieldMistakes _mistakes = FieldMistakes.None;
    private string? _password;
    private bool _isSaving;

    [Inject]
    public required IOwnAccount Account { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task RemoveAsync()
    {
        if (_isSaving)
        {
            return; // The second click of a double one.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            var mistakes = await Account.RemoveSecondFactorAsync((await Authentication).User, _password ?? "", CancellationToken.None);
            _mistakes = FieldMistakes.Of(mistakes, "Current");
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
