using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Accounts;
using PbxPortal.Components.Display;

namespace PbxPortal.Components.Dialogs;

/// <summary>Makes new recovery codes, and shows them once.</summary>
public sealed partial class RecoveryCodesDialog
{
    private FieldMistakes _mistakes = FieldMistakes.None;
    private ImmutableArray<string> _codes = [];
    private string? _password;
    private bool _isSaving;

    [Inject]
    public required IOwnAccount Account { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private async Task MakeAsync()
    {
        if (_isSaving)
        {
            return; // The second click of a double one: what the first one makes is shown once, and must not be written over.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            var (codes, mistakes) = await Account.NewRecoveryCodesAsync(
                (await Authentication).User, _password ?? "", CancellationToken.None);
            (_codes, _mistakes) = (codes, FieldMistakes.Of(mistakes, "Current"));
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
