using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Makes a password for one device, and shows it once.</summary>
public sealed partial class NewCredentialDialog
{
    private FieldMistakes _mistakes = FieldMistakes.None;
    private string? _label = "";
    private NewCredential? _made;
    private bool _isSaving;

    [Inject]
    public required ICredentialAdministration Credentials { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public required User User { get; set; }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return; // The second click of a double one: what the first one makes is shown once, and must not be written over.
        }

        (_isSaving, _mistakes) = (true, FieldMistakes.None);
        try
        {
            var made = await Credentials.AddAsync((await Authentication).User, User.Id, _label ?? "", CancellationToken.None);
            _mistakes = made is null
                ? FieldMistakes.OfWhole("There is no such user any more.")
                : FieldMistakes.Of(made.Mistakes, nameof(NewCredential.Label));
            _made = made?.Id is null ? null : made;
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
