using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>Changes one's own password, which must be known.</summary>
public sealed partial class ChangePasswordDialog
{
    private FieldMistakes _mistakes = FieldMistakes.None;
    private string? _current;
    private string? _next;
    private string? _repeated;
    private bool _isSaving;

    [Inject]
    public required IOwnAccount Account { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task SaveAsync()
    {
        if (!string.Equals(_next, _repeated, StringComparison.Ordinal))
        {
            _mistakes = FieldMistakes.Of([new Mistake("Repeated", "The two new passwords differ. Type both again.")], "Repeated");
            return;
        }

        if (_isSaving)
        {
            return; // The second click of a double one.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            var mistakes = await Account.ChangePasswordAsync(
                (await Authentication).User, _current ?? "", _next ?? "", CancellationToken.None);
            _mistakes = FieldMistakes.Of(mistakes, "Current", "Password");
            if (mistakes.IsDefaultOrEmpty)
            {
                Snackbar.Add("Your password is changed. Your other browsers are signed out.", Severity.Normal);
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
